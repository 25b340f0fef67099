import { expect, test } from "bun:test";
import fc from "fast-check";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { type DownFrame, parseDown } from "../../protocol/frames/down.ts";
import { limits } from "../../protocol/limits.ts";
import type { MessageEvent } from "../../protocol/messages.ts";
import type { Log } from "../log.ts";
import type { LogAppend, LogPage, LogRange } from "../storage/storage.ts";
import { CatchUp } from "./catch-up.ts";
import { Connection } from "./connection.ts";
import { Costs } from "./costs.ts";
import { FanOut } from "./fan-out.ts";
import { RecentFrames } from "./recent-frames.ts";
import type { Transport } from "./transport.ts";

const ben = { id: "u_ben", nickname: "ben" };

/** A log in memory, read as slowly as a disk may be. */
class MemoryLog {
  readonly events: MessageEvent[] = [];
  floor = 0;

  append(count: number): LogAppend {
    const after = this.events.length;
    for (let seq = after + 1; seq <= after + count; seq += 1) {
      this.events.push({ seq, at: 0, type: "message", by: ben, clientMessageId: `m_${seq}_______`, text: `message ${seq}` });
    }
    return { logId: "lobby", kind: "room", after, messageCount: this.events.length, events: this.events.slice(after) };
  }

  async readLog(_logId: string, { after, limit }: LogRange): Promise<LogPage<MessageEvent>> {
    const head = this.events.length;
    const from = Math.max(after ?? head - limit, this.floor, 0);
    const events = this.events.slice(from, from + limit);
    const messageCount = events.length > 0 ? from + events.length : head;
    await turn();
    return { events, first: from + 1, last: from + events.length, floor: this.floor, head, messageCount };
  }
}

/** Takes what it is sent, and keeps its place by the client's rules. */
class Reader implements Transport {
  readonly frames: DownFrame[] = [];
  readonly texts: string[] = [];
  readonly seqs: number[] = [];
  cursor: number;
  isSlow = false;

  constructor(cursor: number) {
    this.cursor = cursor;
  }

  send(text: string): boolean {
    const frame = parseDown(text);
    this.frames.push(frame);
    this.texts.push(text);
    if (frame.type === "gap") this.cursor = frame.after;
    if (frame.type === "events") {
      if (frame.after > this.cursor) throw new Error(`hole: ${frame.after} after ${this.cursor}`);
      for (const { seq } of frame.events.filter((event) => event.seq > this.cursor)) {
        this.cursor = seq;
        this.seqs.push(seq);
      }
    }
    return !this.isSlow;
  }

  close(): void {}
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function setUp() {
  const log = new MemoryLog();
  const failures: unknown[] = [];
  const failureLog: Log = { info() {}, warn() {}, error: (_message, error) => failures.push(error) };
  const recentFrames = new RecentFrames();
  const catchUp = new CatchUp(log, recentFrames, failureLog);
  const fanOut = new FanOut(recentFrames, (subscription) => catchUp.add(subscription), new Costs(new FakeClock()));
  const clock = new FakeClock();

  function connect(position: number): { reader: Reader; connection: Connection } {
    const reader = new Reader(position);
    const connection = new Connection(reader, clock, { address: "" });
    catchUp.add(fanOut.subscribe(connection, "lobby", position));
    return { reader, connection };
  }
  async function settle(): Promise<void> {
    for (let turns = 0; turns < 60; turns += 1) await turn();
    expect(failures).toEqual([]);
  }
  return { log, fanOut, catchUp, connect, settle };
}

test("[P14] the events of one turn leave in one frame, the same bytes to all", async () => {
  const { log, fanOut, connect, settle } = setUp();
  const ann = connect(0).reader;
  const cy = connect(0).reader;
  await settle();
  fanOut.committed([log.append(2)]);
  fanOut.committed([log.append(3)]);
  await settle();
  expect(ann.texts).toHaveLength(1);
  expect(ann.seqs).toEqual([1, 2, 3, 4, 5]);
  expect(cy.texts).toEqual(ann.texts);
});

test("[P9] a log does not fall back to the place that a subscriber has read", async () => {
  const { log, fanOut, connect, settle } = setUp();
  const { connection } = connect(0);
  fanOut.committed([log.append(3)]);
  await settle();
  // Read before the commit, and subscribed after it.
  const late = new Connection(new Reader(0), new FakeClock(), { address: "" });
  expect(fanOut.isAtHead(fanOut.subscribe(late, "lobby", 0, 0))).toBe(false);
  fanOut.unsubscribeAll(late);
  const current = connection.subscriptions.get("lobby");
  expect(current && fanOut.isAtHead(current)).toBe(true);
});

test("[P14] appends out of order leave without a hole, and every reader has them in order", async () => {
  const { log, fanOut, connect, settle } = setUp();
  const { reader } = connect(0);
  await settle();
  const [first, second] = [log.append(2), log.append(2)];
  fanOut.committed([second, first]);
  await settle();
  fanOut.committed([log.append(1)]);
  await settle();
  expect(reader.seqs).toEqual([1, 2, 3, 4, 5]);
});

test("[P9] a reader who comes with an old cursor gets the rest of the log, and then lives on", async () => {
  const { log, fanOut, connect, settle } = setUp();
  log.append(700);
  const { reader } = connect(100);
  fanOut.committed([log.append(3)]);
  await settle();
  fanOut.committed([log.append(2)]);
  await settle();
  expect(reader.seqs).toEqual(Array.from({ length: 605 }, (_, index) => 101 + index));
});

test("[P17b] too far behind is a gap with a reason, and live from there", async () => {
  const { log, fanOut, connect, settle } = setUp();
  log.append(limits.catchUpEventsMax + 500);
  const { reader } = connect(10);
  await settle();
  expect(reader.frames).toEqual([{ type: "gap", logId: "lobby", after: 2500, messageCount: 2500, reason: "far" }]);
  fanOut.committed([log.append(1)]);
  await settle();
  expect(reader.seqs).toEqual([2501]);
});

test("[P17d] a cursor in the trimmed part is a gap", async () => {
  const { log, connect, settle } = setUp();
  log.append(50);
  log.floor = 40;
  const { reader } = connect(10);
  await settle();
  expect(reader.frames[0]).toMatchObject({ type: "gap", reason: "trimmed", after: 50 });
});

test("[P17c] a cursor from another past is a gap", async () => {
  const { log, connect, settle } = setUp();
  log.append(5);
  const { reader } = connect(9);
  await settle();
  expect(reader.frames[0]).toMatchObject({ type: "gap", reason: "replaced", after: 5 });
});

test("[P18a] a slow reader is sent nothing more, and continues from the log", async () => {
  const { log, fanOut, catchUp, connect, settle } = setUp();
  const { reader, connection } = connect(0);
  await settle();
  reader.isSlow = true;
  for (let round = 0; round < 10; round += 1) {
    fanOut.committed([log.append(5)]);
    await settle();
  }
  expect(reader.seqs).toHaveLength(5);
  reader.isSlow = false;
  connection.congestedAt = undefined;
  catchUp.continue(connection);
  await settle();
  expect(reader.seqs).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
});

test("a frame stays within the limits", async () => {
  const { log, fanOut, connect, settle } = setUp();
  const { reader } = connect(0);
  await settle();
  fanOut.committed([log.append(limits.eventsPerFrameMax * 2 + 10)]);
  await settle();
  expect(
    reader.frames.map((frame) => (frame.type === "events" ? [frame.after, frame.events.length, frame.messageCount] : [])),
  ).toEqual([
    [0, 256, 256],
    [256, 256, 512],
    [512, 10, 522],
  ]);
});

test("[P7] the user's own log goes out before the conversation's first event", async () => {
  const { log, fanOut, connect, settle } = setUp();
  const { reader, connection } = connect(0);
  await settle();
  fanOut.subscribe(connection, "u_ann", 0);
  const left = { seq: 1, at: 0, type: "left", conversationId: "r_1" } as const;
  fanOut.committed([log.append(1)]);
  fanOut.committed([{ logId: "u_ann", kind: "user", after: 0, messageCount: 0, events: [left] }]);
  await settle();
  expect(reader.frames.map((frame) => "logId" in frame && frame.logId)).toEqual(["u_ann", "lobby"]);
});

test("[P9, P14, P18] under random faults every reader ends with the whole log, once and in order", async () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant("commit" as const), count: fc.integer({ min: 1, max: 300 }) }),
    fc.record({ kind: fc.constant("connect" as const), back: fc.integer({ min: 0, max: 500 }) }),
    fc.record({ kind: fc.constantFrom("slow" as const, "fast" as const, "resume" as const), who: fc.nat(7), back: fc.nat(20) }),
    fc.record({ kind: fc.constant("turns" as const), count: fc.integer({ min: 1, max: 4 }) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { log, fanOut, catchUp, connect, settle } = setUp();
      const readers: (ReturnType<typeof connect> & { start: number })[] = [];
      const drain = ({ reader, connection }: ReturnType<typeof connect>): void => {
        reader.isSlow = false;
        connection.congestedAt = undefined;
        catchUp.continue(connection);
      };
      for (const action of steps) {
        if (action.kind === "commit") fanOut.committed([log.append(action.count)]);
        else if (action.kind === "connect") {
          const start = Math.max(0, log.events.length - action.back);
          readers.push({ ...connect(start), start });
        } else if (action.kind === "turns") for (let count = 0; count < action.count; count += 1) await turn();
        else {
          const one = readers[action.who];
          if (one === undefined) continue;
          if (action.kind === "slow") one.reader.isSlow = true;
          else if (action.kind === "fast") drain(one);
          else {
            const subscription = one.connection.subscriptions.get("lobby");
            if (subscription === undefined) continue;
            subscription.position = Math.max(one.start, one.reader.cursor - action.back);
            catchUp.add(subscription);
          }
        }
      }
      await settle();
      for (const one of readers) drain(one);
      await settle();
      for (const { reader, start } of readers) {
        const hasGap = reader.frames.some((frame) => frame.type === "gap");
        if (hasGap) expect(reader.cursor).toBe(log.events.length);
        else expect(reader.seqs).toEqual(log.events.slice(start).map(({ seq }) => seq));
      }
    }),
    { numRuns: 60, verbose: 1 },
  );
});
