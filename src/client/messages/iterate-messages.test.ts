import { beforeEach, expect, test } from "bun:test";
import type { MessageEvent } from "../../protocol/messages.ts";
import type { ShoalClient } from "../shoal-client.ts";
import type { MessagesOptions } from "../shoal-client-options.ts";
import { ClientRig } from "../testing/client-rig.ts";
import { at, ben, events, messages, room } from "../testing/frames.ts";
import { settle as settleOnce } from "../testing/settle.ts";
import { WAITING_EVENTS_MAX } from "./live-tail.ts";

let rig: ClientRig;
let client: ShoalClient;

beforeEach(async () => {
  rig = await ClientRig.open();
  ({ client } = rig);
});

/** A page of messages takes several turns for each of them. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await settleOnce();
}

/** Reads as fast as messages come. */
function read(options: MessagesOptions = {}) {
  const seqs: number[] = [];
  const outcome = (async () => {
    for await (const { seq } of client.messages("lobby", options)) seqs.push(seq);
    return "ended";
  })();
  outcome.catch(() => {});
  return { seqs, outcome };
}

function say(...seqs: number[]): void {
  rig.transport.channel.say(events("lobby", (seqs[0] ?? 1) - 1, ...messages(...seqs)));
}

/** Answers the request for history that waits, by a log of messages up to `head`. */
function answerHistory(head: number, { floor = 0, pageLength = 200 } = {}): void {
  const asked = rig.takeSent().filter(({ type }) => type === "history");
  expect(asked).toHaveLength(1);
  const [request] = asked;
  if (request?.type !== "history") return;
  const first = Math.max(request.after ?? 0, floor) + 1;
  const last = Math.min(head, first + pageLength - 1);
  const seqs = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
  rig.transport.channel.say({
    ...{ type: "history-page", requestId: request.requestId, conversationId: "lobby", floor, head },
    ...{ events: messages(...seqs), first, last },
  });
}

test("without a cursor it gives what comes from now on, and only messages", async () => {
  const { seqs } = read();
  rig.becomeLive();
  await settle();
  say(11);
  rig.transport.channel.say(events("lobby", 11, { type: "join", by: ben, seq: 12, at }));
  say(13, 14);
  await settle();
  expect(seqs).toEqual([11, 13, 14]);
  expect(rig.takeSent()).toEqual([]);
});

test("from a cursor it reads the log page by page, and goes on live without a hole or a repetition", async () => {
  const { seqs } = read({ after: 3 });
  rig.becomeLive();
  await settle();
  say(11);
  answerHistory(11, { pageLength: 4 });
  await settle();
  answerHistory(11, { pageLength: 4 });
  await settle();
  say(12);
  await settle();
  expect(seqs).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12]);
});

test("what is not kept any more is left out, and a page of changes only is passed", async () => {
  const { seqs } = read({ after: 0 });
  rig.becomeLive();
  await settle();
  answerHistory(10, { floor: 8 });
  await settle();
  expect(seqs).toEqual([9, 10]);
  const { seqs: none } = read({ after: 8 });
  await settle();
  const [request] = rig.takeSent();
  if (request?.type !== "history") throw new Error("A page is asked for.");
  const page = { type: "history-page", requestId: request.requestId, conversationId: "lobby", floor: 8, head: 10 } as const;
  rig.transport.channel.say({ ...page, events: [], first: 9, last: 10 });
  await settle();
  expect([none, rig.takeSent()]).toEqual([[], []]);
});

test("it goes on over lost connections, and asks again for a page that was lost with one", async () => {
  const { seqs } = read({ after: 8 });
  rig.becomeLive();
  await settle();
  expect(rig.takeSent()).toMatchObject([{ type: "history", after: 8 }]);
  rig.comeBack();
  await settle();
  rig.clock.advance(1_000);
  await settle();
  answerHistory(10);
  await settle();
  rig.comeBack({ conversations: [room("lobby", { head: 12 })] });
  say(11, 12);
  await settle();
  expect(seqs).toEqual([9, 10, 11, 12]);
});

test("a slow consumer loses nothing, and no more than a bound waits for it", async () => {
  rig.becomeLive();
  const iterator = client.messages("lobby");
  const first = iterator.next();
  await settle();
  say(11);
  expect((await first).value).toMatchObject({ seq: 11 });
  const last = 11 + WAITING_EVENTS_MAX + 5;
  for (let seq = 12; seq <= last; seq += 1) say(seq);
  const seqs: number[] = [];
  while (seqs.at(-1) !== last) {
    const next = iterator.next();
    await settle();
    if (rig.transport.channel.isClosed) throw new Error("The connection is live.");
    const isDue = (await Promise.race([next, undefined])) === undefined;
    if (isDue) answerHistory(last);
    seqs.push(((await next).value as MessageEvent).seq);
  }
  expect(seqs).toEqual(Array.from({ length: last - 11 }, (_, index) => 12 + index));
});

test("[P17] behind a gap it reads the log; of a past that was replaced it goes on behind the present one", async () => {
  const { seqs } = read();
  rig.becomeLive();
  await settle();
  rig.transport.channel.say({ type: "gap", logId: "lobby", after: 13, messageCount: 13, reason: "far" });
  await settle();
  answerHistory(13);
  await settle();
  rig.comeBack({ epoch: "e2", conversations: [room("lobby", { head: 5 })] });
  await settle();
  say(6);
  await settle();
  expect(seqs).toEqual([11, 12, 13, 6]);
});

test("a cursor beyond the end, of a past that was replaced meanwhile, waits for nothing that was", async () => {
  const { seqs } = read({ after: 99 });
  rig.becomeLive();
  await settle();
  say(11);
  await settle();
  expect(seqs).toEqual([11]);
});

test("it ends with the membership and with the client, and throws what closed the client against its will", async () => {
  const left = read();
  const refused = client.messages("r_foreign").next();
  rig.becomeLive();
  await expect(refused).rejects.toMatchObject({ code: "not-found" });
  const leave = { type: "left", conversationId: "lobby", seq: 1, at } as const;
  rig.transport.channel.say({ type: "events", logId: "u_ann", after: 0, messageCount: 0, events: [leave] });
  expect(await left.outcome).toBe("ended");

  rig.comeBack();
  const closed = read();
  await settle();
  client.close();
  expect(await closed.outcome).toBe("ended");

  rig = await ClientRig.open();
  ({ client } = rig);
  rig.becomeLive();
  const ended = read();
  await settle();
  rig.transport.channel.drop(4501);
  await expect(ended.outcome).rejects.toMatchObject({ code: "signed-out" });
});

test("a server that wants to be left alone for a minute is, and a client that is closed meanwhile waits for nothing", async () => {
  rig.becomeLive();
  const { outcome } = read({ after: 2 });
  await settle();
  const [request] = rig.takeSent();
  if (request?.type !== "history") throw new Error("A page is asked for.");
  const refusal = { code: "rate-limited", message: "", isRetryable: true, retryAfterMs: 60_000 } as const;
  rig.transport.channel.say({ type: "error", requestId: request.requestId, ...refusal });
  await settle();
  rig.clock.advance(2_000);
  await settle();
  expect(rig.takeSent().filter(({ type }) => type === "history")).toEqual([]);
  client.close();
  expect(await outcome).toBe("ended");
  expect(rig.clock.pendingCount).toBe(0);
});

test("a signal ends it at once, wherever it waits, and it leaves no listener", async () => {
  const unconnected = new AbortController();
  const before = read({ signal: unconnected.signal });
  unconnected.abort("enough");
  await expect(before.outcome).rejects.toBe("enough");

  rig.becomeLive();
  const waiting = new AbortController();
  const live = read({ signal: waiting.signal });
  const loading = read({ signal: waiting.signal, after: 2 });
  await settle();
  waiting.abort("enough");
  await expect(live.outcome).rejects.toBe("enough");
  await expect(loading.outcome).rejects.toBe("enough");
  expect(rig.clock.pendingCount).toBeLessThanOrEqual(2); // of the connection: silence, and a doubt after what was sent
});
