import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  type EventWindow,
  emptyWindow,
  hasNewer,
  hasOlder,
  holdsBehind,
  keepNewest,
  keepOldest,
  type LogEntry,
  merge,
  type Run,
  runOf,
  withMessageChange,
} from "./event-window.ts";

const ann = { id: "u_ann", nickname: "ann" };

function entryAt(seq: number): LogEntry {
  if (seq % 7 === 0) return { type: "join", seq, at: seq, by: ann };
  return { type: "message", seq, at: seq, by: ann, clientMessageId: `m_${seq}`, text: `${seq}` };
}

/** Every fifth place is a change of a message, which is no entry. */
function run(first: number, last: number): Run {
  const seqs = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
  return { first, last, entries: seqs.filter((seq) => seq % 5 !== 0).map(entryAt) };
}

function seqs(window: Pick<EventWindow, "entries">): number[] {
  return window.entries.map(({ seq }) => seq);
}

describe("a window of events", () => {
  test("begins with the first page that arrives", () => {
    const window = merge(emptyWindow(), run(51, 100), { floor: 0, head: 100 });
    expect(seqs(window)).toEqual(seqs(run(51, 100)));
    expect(window.places).toEqual({ first: 51, last: 100 });
    expect(hasOlder(window)).toBe(true);
    expect(hasNewer(window)).toBe(false);
  });

  test("takes an older page in front and a live event behind", () => {
    const window = merge(merge(merge(emptyWindow(), run(4, 6)), run(1, 3)), run(7, 7));
    expect(seqs(window)).toEqual([1, 2, 3, 4, 6, 7]);
    expect(hasOlder(window)).toBe(false);
  });

  test("leaves doubles out, and stays the same object's events when nothing is new", () => {
    const window = merge(emptyWindow(), run(1, 5));
    expect(merge(window, run(2, 4)).entries).toBe(window.entries);
    expect(seqs(merge(window, run(3, 8)))).toEqual([1, 2, 3, 4, 6, 7, 8]);
  });

  test("does not take events that would leave a hole, but learns that there are more", () => {
    const window = merge(merge(emptyWindow(), run(1, 5)), run(9, 10));
    expect(seqs(window)).toEqual([1, 2, 3, 4]);
    expect(window.head).toBe(10);
    expect(hasNewer(window)).toBe(true);
  });

  test("forgets from either end by rows, where a run of joins is one row", () => {
    const window = merge(emptyWindow(), run(1, 20));
    expect(seqs(keepOldest(window, 4))).toEqual([1, 2, 3, 4]);
    expect(keepOldest(window, 4).places).toEqual({ first: 1, last: 5 });
    expect(seqs(keepNewest(window, 5))).toEqual([14, 16, 17, 18, 19]);
    expect(keepNewest(window, 5).places).toEqual({ first: 14, last: 20 });
    expect(keepNewest(window, 100)).toBe(window);
  });

  test("knows whether it holds the event after a seq", () => {
    const window = merge(emptyWindow(), run(51, 100), { floor: 0, head: 200 });
    expect([49, 50, 75, 99, 100, 150].map((seq) => holdsBehind(window, seq))).toEqual([false, true, true, true, false, false]);
    expect(holdsBehind(merge(emptyWindow(), run(1, 5)), 0)).toBe(true);
    expect(holdsBehind(merge(emptyWindow(), run(31, 50), { floor: 30, head: 50 }), 7)).toBe(true);
  });

  test("[P192a] forgets what is not kept, and holds nothing where all of it is", () => {
    const window = merge(emptyWindow(), run(51, 100));
    const cut = merge(window, undefined, { floor: 60 });
    expect(cut.places).toEqual({ first: 61, last: 100 });
    expect(seqs(cut)[0]).toBeGreaterThan(60);
    expect(hasOlder(cut)).toBe(false);
    expect(merge(cut, run(41, 70)).places).toEqual({ first: 61, last: 100 });
    expect(merge(window, undefined, { floor: 100 })).toMatchObject({ entries: [], places: undefined, floor: 100, head: 100 });
    // A page that was asked for before, and comes after.
    expect(merge(merge(emptyWindow(), undefined, { floor: 60, head: 100 }), run(41, 60)).places).toBeUndefined();
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
          if (move.kind === "merge")
            window = merge(window, move.length > 0 ? run(move.first, move.first + move.length - 1) : undefined);
          else window = move.kind === "newest" ? keepNewest(window, move.rows) : keepOldest(window, move.rows);
          const { first, last } = window.places ?? { first: 1, last: 0 };
          expect(window.entries).toEqual(run(first, last).entries);
          expect(window.head).toBeGreaterThanOrEqual(last);
        }
      }),
    );
  });

  test("takes a page of an older server by its events, and one without events as nothing", () => {
    const page = { type: "history-page", requestId: 1, conversationId: "lobby", floor: 0, head: 9 } as const;
    expect(runOf({ ...page, events: [entryAt(3), entryAt(4)] })).toMatchObject({ first: 3, last: 4 });
    expect(runOf({ ...page, events: [] })).toBeUndefined();
    expect(runOf({ ...page, events: [], first: 5, last: 6 })).toEqual({ first: 5, last: 6, entries: [] });
    expect(runOf({ ...page, events: [], first: 10, last: 9 })).toBeUndefined();
  });

  test("changes the message that is meant and those that quote it, and nothing else", () => {
    const quoting: LogEntry = {
      ...{ seq: 3, at: 3, by: ann },
      type: "message",
      clientMessageId: "m_3",
      text: "3",
      reply: { seq: 2, by: ann, text: "2" },
    };
    const window = { entries: [entryAt(1), entryAt(2), quoting] };
    const edit = { type: "edit", seq: 9, at: 9, by: ann, target: 2, text: "two" } as const;
    const { entries } = withMessageChange(window, edit, undefined);
    expect(entries).toMatchObject([{ text: "1" }, { text: "two", editedAt: 9 }, { text: "3", reply: { text: "two" } }]);
    expect(entries[0]).toBe(window.entries[0] as LogEntry);
    expect(withMessageChange(window, { ...edit, target: 8 }, undefined)).toBe(window);
    expect(withMessageChange(window, edit, undefined, () => 9)).toBe(window);
  });
});
