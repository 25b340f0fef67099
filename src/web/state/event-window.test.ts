import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { ConversationEvent } from "../../client/index.ts";
import {
  type EventWindow,
  emptyWindow,
  hasNewer,
  hasOlder,
  holdsBehind,
  keepNewest,
  keepOldest,
  lastSeq,
  merge,
} from "./event-window.ts";

const ann = { id: "u_ann", nickname: "ann" };

function eventAt(seq: number): ConversationEvent {
  if (seq % 7 === 0) return { type: "join", seq, at: seq, by: ann };
  return { type: "message", seq, at: seq, by: ann, clientMessageId: `m_${seq}`, text: `${seq}` };
}

function run(first: number, last: number): ConversationEvent[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => eventAt(first + index));
}

function seqs(window: EventWindow): number[] {
  return window.events.map((event) => event.seq);
}

describe("a window of events", () => {
  test("begins with the first page that arrives", () => {
    const window = merge(emptyWindow(), run(51, 100), { floor: 0, head: 100 });
    expect(seqs(window)).toEqual(seqs({ ...window, events: run(51, 100) }));
    expect(hasOlder(window)).toBe(true);
    expect(hasNewer(window)).toBe(false);
  });

  test("takes an older page in front and a live event behind", () => {
    const window = merge(merge(merge(emptyWindow(), run(4, 6)), run(1, 3)), run(7, 7));
    expect(seqs(window)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(hasOlder(window)).toBe(false);
  });

  test("leaves doubles out, and stays the same object's events when nothing is new", () => {
    const window = merge(emptyWindow(), run(1, 5));
    expect(merge(window, run(2, 4)).events).toBe(window.events);
    expect(seqs(merge(window, run(3, 8)))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test("does not take events that would leave a hole, but learns that there are more", () => {
    const window = merge(merge(emptyWindow(), run(1, 5)), run(9, 10));
    expect(seqs(window)).toEqual([1, 2, 3, 4, 5]);
    expect(window.head).toBe(10);
    expect(hasNewer(window)).toBe(true);
  });

  test("forgets from either end by rows, where a run of joins is one row", () => {
    const window = merge(emptyWindow(), run(1, 20));
    expect(lastSeq(keepOldest(window, 5))).toBe(5);
    expect(seqs(keepNewest(window, 7))).toEqual([14, 15, 16, 17, 18, 19, 20]);
    expect(keepNewest(window, 100)).toBe(window);
  });

  test("knows whether it holds the event after a seq", () => {
    const window = merge(emptyWindow(), run(51, 100), { floor: 0, head: 200 });
    expect([49, 50, 75, 99, 100, 150].map((seq) => holdsBehind(window, seq))).toEqual([false, true, true, true, false, false]);
    expect(holdsBehind(merge(emptyWindow(), run(1, 5)), 0)).toBe(true);
    expect(holdsBehind(merge(emptyWindow(), run(31, 50), { floor: 30, head: 50 }), 7)).toBe(true);
  });

  test("never has a hole or a duplicate, in any order of arrival", () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant("merge" as const),
        first: fc.integer({ min: 1, max: 60 }),
        length: fc.integer({ min: 0, max: 20 }),
      }),
      fc.record({ kind: fc.constantFrom("newest" as const, "oldest" as const), rows: fc.integer({ min: 1, max: 30 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let window = emptyWindow();
        for (const move of steps) {
          if (move.kind === "merge") window = merge(window, run(move.first, move.first + move.length - 1));
          else window = move.kind === "newest" ? keepNewest(window, move.rows) : keepOldest(window, move.rows);
          const first = window.events[0]?.seq ?? 1;
          expect(window.events).toEqual(run(first, first + window.events.length - 1));
          expect(window.head).toBeGreaterThanOrEqual(lastSeq(window) ?? 0);
        }
      }),
    );
  });
});
