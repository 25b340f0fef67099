import { expect, test } from "bun:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { type DownFrame, parseDown } from "../../protocol/frames/down.ts";
import { limits } from "../../protocol/limits.ts";
import type { Log } from "../log.ts";
import type { LogPage, LogRange } from "../storage/storage.ts";
import { CatchUp } from "./catch-up.ts";
import { Connection } from "./connection.ts";
import { Costs } from "./costs.ts";
import { FanOut } from "./fan-out.ts";
import { RecentFrames } from "./recent-frames.ts";
import type { Transport } from "./transport.ts";

const by = { id: "u_ben", nickname: "ben" };

/** A log whose pages come when the test lets them. */
class HeldLog {
  readonly head: number;
  #held: (() => void)[] = [];

  constructor(head: number) {
    this.head = head;
  }

  async readLog(_logId: string, { after, limit }: LogRange): Promise<LogPage<never>> {
    await new Promise<void>((resolve) => this.#held.push(resolve));
    const from = after ?? this.head - limit;
    const events = Array.from({ length: Math.max(0, Math.min(limit, this.head - from)) }, (_, index) => ({
      ...{ type: "message", seq: from + index + 1, at: 0, by, text: "hi" },
      clientMessageId: `m_${from + index + 1}`.padEnd(8, "0"),
    })) as never[];
    const last = from + events.length;
    return { events, first: from + 1, last, floor: 0, head: this.head, messageCount: last };
  }

  /** Lets the page that is being read come, and waits for what follows from it. */
  async turn(): Promise<void> {
    const [next, ...rest] = this.#held;
    this.#held = rest;
    next?.();
    for (let turns = 0; turns < 5; turns += 1) await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

class Listener implements Transport {
  readonly frames: DownFrame[] = [];
  isTaking = true;

  send(text: string): boolean {
    this.frames.push(parseDown(text));
    return this.isTaking;
  }

  close(): void {}

  /** For each `events` frame the place before it; for each gap, its new place. */
  get places(): unknown[] {
    return this.frames.flatMap((frame) => (frame.type === "events" || frame.type === "gap" ? [[frame.type, frame.after]] : []));
  }
}

function behind(position: number, head: number) {
  const log = new HeldLog(head);
  const failures: unknown[] = [];
  const failureLog: Log = { info() {}, warn() {}, error: (_message, error) => failures.push(error) };
  const recentFrames = new RecentFrames();
  const catchUp = new CatchUp(log, recentFrames, failureLog);
  const fanOut = new FanOut(recentFrames, (subscription) => catchUp.add(subscription), new Costs(new FakeClock()));
  const listener = new Listener();
  const connection = new Connection(listener, new FakeClock(), { address: "" });
  const subscription = fanOut.subscribe(connection, "lobby", position, head);
  catchUp.add(subscription);
  function congest(): void {
    listener.isTaking = false;
    connection.send({ type: "pong" });
    listener.isTaking = true;
  }
  function drain(): void {
    connection.taken();
    catchUp.continue(connection);
  }
  return { log, catchUp, fanOut, listener, connection, subscription, congest, drain, failures };
}

test("[P18a] a page read for a client that meanwhile takes nothing is not sent, but read again when it does", async () => {
  const { log, listener, congest, drain } = behind(5, 10);
  congest();
  await log.turn();
  expect(listener.places).toEqual([]);
  drain();
  await log.turn();
  expect(listener.places).toEqual([["events", 5]]);
});

test("[P16] a page that was read before the client asked for an earlier place is not sent", async () => {
  const { log, listener, subscription } = behind(5, 10);
  subscription.position = 2; // as `resume` does
  await log.turn();
  expect(listener.places).toEqual([]);
  await log.turn();
  expect(listener.places).toEqual([["events", 2]]);
});

test("[P17a] a gap is not told to a client that takes nothing, but when it does", async () => {
  const head = limits.catchUpEventsMax + 10;
  const { log, listener, congest, drain } = behind(1, head);
  await log.turn(); // too far; where the log stands is being read
  congest();
  await log.turn();
  expect(listener.places).toEqual([]);
  drain();
  await log.turn();
  await log.turn();
  expect(listener.places).toEqual([["gap", head]]);
});

test("[P17a] no gap is sent for a position that the client has left, nor for a log that it no longer follows", async () => {
  const head = limits.catchUpEventsMax + 10;
  const moved = behind(1, head);
  await moved.log.turn();
  moved.subscription.position = head - 5;
  await moved.log.turn();
  expect(moved.listener.places).toEqual([]);
  await moved.log.turn();
  expect(moved.listener.places).toEqual([["events", head - 5]]);

  const left = behind(1, head);
  await left.log.turn();
  left.fanOut.unsubscribe(left.connection, "lobby");
  await left.log.turn();
  expect([left.listener.places, left.failures]).toEqual([[], []]);
});
