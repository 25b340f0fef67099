import { beforeEach, describe, expect, test } from "bun:test";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { type ErrorCode, ShoalError } from "../protocol/errors.ts";
import type { Sent } from "../protocol/frames/send.ts";
import {
  OUTBOX_ENTRIES_MAX,
  OUTBOX_LOAD_MAX_MS,
  Outbox,
  RESEND_WAIT_MAX_MS,
  RESEND_WAIT_MIN_MS,
  SEND_ANSWER_MAX_MS,
  SENDS_IN_FLIGHT_MAX,
} from "./outbox.ts";
import { memoryOutbox, type OutboxEntry, type OutboxStore } from "./outbox-store.ts";
import { message } from "./testing/frames.ts";
import { settle } from "./testing/settle.ts";

let clock: FakeClock;
let store: OutboxStore;
let transmitted: string[];
let changes: (readonly OutboxEntry[])[];
let outbox: Outbox;

beforeEach(async () => {
  clock = new FakeClock();
  store = memoryOutbox();
  transmitted = [];
  changes = [];
  outbox = open();
  await settle();
});

function open(): Outbox {
  return new Outbox({
    store,
    clock,
    random: () => 0.5,
    transmit: ({ text }) => transmitted.push(text),
    onSent: () => {},
    onChange: (entries) => changes.push(entries),
  });
}

/** Most tests look at the entries and not at the promise. */
function put(text: string, conversationId = "lobby"): void {
  void write(text, conversationId);
}

function write(text: string, conversationId = "lobby"): Promise<Sent> {
  return outbox.add({ clientMessageId: idOf(text), conversationId, text });
}

function acknowledge(text: string, conversationId = "lobby", seq = 1): void {
  outbox.acknowledge({ type: "sent", clientMessageId: idOf(text), conversationId, seq, at: 0, isDuplicate: false });
}

function refuse(text: string, code: ErrorCode, retryAfterMs?: number): void {
  outbox.refuse(idOf(text), new ShoalError(code, { retryAfterMs }));
}

function idOf(text: string): string {
  return `m_${text.padStart(8, "0")}`;
}

/** What was transmitted since this was asked last. */
function takeTransmitted(): string[] {
  return transmitted.splice(0);
}

test("resolves with the acknowledgement, and forgets the entry", async () => {
  outbox.resume();
  const promise = write("one");
  expect(outbox.entries).toMatchObject([{ text: "one", state: "sending", createdAt: clock.now() }]);
  expect(takeTransmitted()).toEqual(["one"]);
  acknowledge("one", "lobby", 7);
  expect(await promise).toMatchObject({ seq: 7 });
  expect(outbox.entries).toEqual([]);
  await settle();
  expect(await store.load()).toEqual([]);
});

describe("order", () => {
  test("one message of a conversation is on its way, and the next leaves after its acknowledgement", () => {
    outbox.resume();
    for (const text of ["one", "two", "three"]) put(text);
    put("elsewhere", "r_deep");
    expect(takeTransmitted()).toEqual(["one", "elsewhere"]);
    acknowledge("one");
    expect(takeTransmitted()).toEqual(["two"]);
    acknowledge("two");
    expect(takeTransmitted()).toEqual(["three"]);
  });

  test("one that must wait is not overtaken by those behind it", () => {
    outbox.resume();
    for (const text of ["one", "two"]) put(text);
    takeTransmitted();
    refuse("one", "rate-limited", 700);
    clock.advance(699);
    expect(takeTransmitted()).toEqual([]);
    clock.advance(200);
    expect(takeTransmitted()).toEqual(["one"]);
  });

  test("a long outbox is no flood", () => {
    for (let index = 0; index < 50; index += 1) put(`${index}`, `r_${index}`);
    outbox.resume();
    expect(takeTransmitted()).toHaveLength(SENDS_IN_FLIGHT_MAX);
    acknowledge("0", "r_0");
    expect(takeTransmitted()).toEqual([`${SENDS_IN_FLIGHT_MAX}`]);
  });
});

describe("[P10] over lost connections", () => {
  test("unacknowledged messages are sent again under their ids, before new ones", () => {
    outbox.resume();
    for (const text of ["one", "two"]) put(text);
    outbox.pause();
    put("three");
    expect(takeTransmitted()).toEqual(["one"]);
    outbox.resume();
    expect(takeTransmitted()).toEqual(["one"]);
    acknowledge("one");
    acknowledge("two");
    expect(takeTransmitted()).toEqual(["two", "three"]);
  });

  test("the user's own message in the log acknowledges it, before or instead of sent", async () => {
    outbox.resume();
    const promise = write("one");
    put("two");
    outbox.acknowledgeByEvent("lobby", message(5, { clientMessageId: idOf("one"), text: "one" }));
    expect(await promise).toMatchObject({ seq: 5 });
    acknowledge("one", "lobby", 5);
    expect(outbox.entries.map(({ text }) => text)).toEqual(["two"]);
    expect(takeTransmitted()).toEqual(["one", "two"]);
  });

  test("a message of another conversation under the same id acknowledges nothing", () => {
    put("one");
    outbox.acknowledgeByEvent("r_deep", message(5, { clientMessageId: idOf("one"), text: "one" }));
    expect(outbox.entries).toHaveLength(1);
  });

  test("[P10] its own event acknowledges a message, also when it was edited meanwhile", () => {
    put("one");
    outbox.acknowledgeByEvent("lobby", message(5, { clientMessageId: idOf("one"), text: "uno", editedAt: 9 }));
    expect(outbox.entries).toHaveLength(0);
  });

  test("an unanswered message is sent again", () => {
    outbox.resume();
    put("one");
    clock.advance(SEND_ANSWER_MAX_MS);
    expect(takeTransmitted()).toEqual(["one", "one"]);
  });
});

describe("[P5] refusals", () => {
  test.each(["rate-limited", "unavailable", "internal", "draining"] as const)(
    "%s: waits as long as it is told, and a little",
    (code) => {
      outbox.resume();
      put("one");
      takeTransmitted();
      refuse("one", code, 2_000);
      clock.advance(2_000);
      expect(takeTransmitted()).toEqual([]);
      clock.advance(250);
      expect(takeTransmitted()).toEqual(["one"]);
      expect(outbox.entries).toMatchObject([{ state: "sending" }]);
    },
  );

  test("untold, waits longer each time, up to a bound", () => {
    outbox.resume();
    put("one");
    for (let boundMs = RESEND_WAIT_MIN_MS; boundMs < 4 * RESEND_WAIT_MAX_MS; boundMs *= 2) {
      takeTransmitted();
      refuse("one", "internal");
      const waitMs = Math.min(boundMs, RESEND_WAIT_MAX_MS) * 0.75;
      clock.advance(waitMs - 1);
      expect(takeTransmitted()).toEqual([]);
      clock.advance(1);
      expect(takeTransmitted()).toEqual(["one"]);
    }
  });

  test("a final refusal fails that message, and others go on", async () => {
    outbox.resume();
    const promise = write("one");
    put("two");
    refuse("one", "not-found");
    expect(outbox.entries).toMatchObject([{ text: "one", state: "failed", error: { code: "not-found" } }, { text: "two" }]);
    await expect(promise).rejects.toMatchObject({ code: "not-found" });
    expect(takeTransmitted()).toEqual(["one", "two"]);
    await settle();
    expect(await store.load()).toMatchObject([{ text: "one", state: "failed" }, { text: "two" }]);
  });

  test("a failed message waits for retry or discard", () => {
    outbox.resume();
    put("one");
    refuse("one", "not-found");
    outbox.pause();
    outbox.resume();
    takeTransmitted();
    outbox.retry(idOf("one"));
    expect(takeTransmitted()).toEqual(["one"]);
    expect(outbox.entries).toMatchObject([{ state: "sending" }]);
    expect(outbox.entries[0]).not.toHaveProperty("error");
    outbox.discard(idOf("one")); // on its way again: too late
    expect(outbox.entries).toHaveLength(1);
    refuse("one", "not-found");
    outbox.discard(idOf("one"));
    expect(outbox.entries).toEqual([]);
  });

  test("the end of a session is not the message's fault", () => {
    outbox.resume();
    put("one");
    refuse("one", "signed-out");
    expect(outbox.entries).toMatchObject([{ state: "sending" }]);
  });

  test("a late refusal of an earlier attempt changes nothing", () => {
    outbox.resume();
    put("one");
    outbox.pause();
    refuse("one", "not-found");
    expect(outbox.entries).toMatchObject([{ state: "sending" }]);
  });
});

describe("limits", () => {
  test("the same message again is the same promise; another one under its id is a conflict", () => {
    const promise = write("one");
    expect(write("one")).toBe(promise);
    expect(outbox.entries).toHaveLength(1);
    expect(() => outbox.add({ clientMessageId: idOf("one"), conversationId: "lobby", text: "uno" })).toThrow(
      expect.objectContaining({ code: "conflict" }),
    );
  });

  test("one message more than it holds is refused with rate-limited", () => {
    for (let index = 0; index < OUTBOX_ENTRIES_MAX; index += 1) put(`${index}`);
    expect(() => write("too many")).toThrow(expect.objectContaining({ code: "rate-limited" }));
    expect(outbox.entries).toHaveLength(OUTBOX_ENTRIES_MAX);
  });
});

describe("the store", () => {
  test("messages left by an earlier client are sent first, in their order", async () => {
    put("one");
    put("two");
    outbox.close(new ShoalError("unavailable"));
    await settle();
    clock.advance(1);
    outbox = open();
    outbox.resume();
    put("three");
    expect(takeTransmitted()).toEqual([]); // nothing leaves before the store has answered
    await settle();
    acknowledge("one");
    acknowledge("two");
    expect(takeTransmitted()).toEqual(["one", "two", "three"]);
  });

  test("one that fails costs durability, not delivery", async () => {
    const fail = (): Promise<never> => Promise.reject(new Error("quota"));
    store = { load: fail, put: fail, delete: fail };
    outbox = open();
    outbox.resume();
    const promise = write("one");
    await settle();
    acknowledge("one");
    expect(await promise).toMatchObject({ seq: 1 });
  });

  test("one that never answers does not hold the messages for ever", async () => {
    const earlier: OutboxEntry = {
      clientMessageId: idOf("early"),
      conversationId: "r_deep",
      text: "early",
      createdAt: 1,
      state: "sending",
    };
    let answer: (entries: OutboxEntry[]) => void = () => {};
    store = { ...memoryOutbox(), load: () => new Promise((resolve) => (answer = resolve)) };
    outbox = open();
    outbox.resume();
    put("one");
    clock.advance(OUTBOX_LOAD_MAX_MS);
    expect(takeTransmitted()).toEqual(["one"]);
    answer([earlier]);
    await settle();
    expect(takeTransmitted()).toEqual(["early"]);
  });

  test("sees writes one after the other, in the order of what happened", async () => {
    const calls: string[] = [];
    const slowly = (name: string) => async (): Promise<void> => {
      calls.push(`${name} begins`);
      await settle();
      calls.push(`${name} ends`);
    };
    store = { load: async () => [], put: slowly("put"), delete: slowly("delete") };
    outbox = open();
    outbox.resume();
    put("one");
    acknowledge("one");
    for (let turn = 0; turn < 5; turn += 1) await settle();
    expect(calls).toEqual(["put begins", "put ends", "delete begins", "delete ends"]);
  });
});

test("closed, it rejects waiting sends, keeps the entries and leaves no timer behind", async () => {
  outbox.resume();
  const promises = [write("one"), write("two"), write("three", "r_deep")];
  refuse("three", "rate-limited", 500);
  outbox.close(new ShoalError("unavailable"));
  for (const promise of promises) await expect(promise).rejects.toMatchObject({ code: "unavailable" });
  expect(clock.pendingCount).toBe(0);
  await settle();
  expect(await store.load()).toHaveLength(3);
  expect(() => write("four")).toThrow(expect.objectContaining({ code: "unavailable" }));
});

test("tells every change with a new array", () => {
  put("one");
  put("two");
  expect(changes.map((entries) => entries.length)).toEqual([1, 2]);
});
