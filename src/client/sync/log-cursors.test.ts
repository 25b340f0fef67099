import { beforeEach, expect, test } from "bun:test";
import fc from "fast-check";
import { testSeed } from "../../../test/support/random.ts";
import { events, messages } from "../testing/frames.ts";
import { LogCursors } from "./log-cursors.ts";

let cursors: LogCursors;

beforeEach(() => {
  cursors = new LogCursors();
  cursors.follow("lobby", 10);
});

test("[P15] applies the events after the cursor", () => {
  expect(cursors.take(events("lobby", 10, ...messages(11, 12)))).toEqual({ fresh: messages(11, 12) });
  expect(cursors.seqOf("lobby")).toBe(12);
});

test("[P15] drops known events, and applies the rest", () => {
  expect(cursors.take(events("lobby", 8, ...messages(9, 10)))).toEqual({ fresh: [] });
  expect(cursors.take(events("lobby", 8, ...messages(9, 10, 11, 12)))).toEqual({ fresh: messages(11, 12) });
  expect(cursors.seqOf("lobby")).toBe(12);
});

test("[P16] a hole drops the frame and is asked for once, until it is mended", () => {
  expect(cursors.take(events("lobby", 11, ...messages(12)))).toEqual({ fresh: [], resumeAfter: 10 });
  expect(cursors.take(events("lobby", 12, ...messages(13)))).toEqual({ fresh: [] });
  expect(cursors.take(events("lobby", 10, ...messages(11, 12, 13)))).toEqual({ fresh: messages(11, 12, 13) });
  expect(cursors.take(events("lobby", 14, ...messages(15)))).toEqual({ fresh: [], resumeAfter: 13 });
});

test("[P14] a frame with a hole inside is a hole", () => {
  expect(cursors.take(events("lobby", 10, ...messages(11, 13)))).toEqual({ fresh: [], resumeAfter: 10 });
  expect(cursors.seqOf("lobby")).toBe(10);
});

test("frames of a log that is not followed are dropped", () => {
  expect(cursors.take(events("r_deep", 10, ...messages(11)))).toEqual({ fresh: [] });
});

test("[P7] following twice does not move the cursor", () => {
  cursors.follow("lobby", 99);
  expect(cursors.seqOf("lobby")).toBe(10);
});

test("[P17a, P17c] a gap moves the cursor forward; back only into a replaced past", () => {
  expect(cursors.skip("lobby", 5, false)).toBe(false);
  expect(cursors.skip("lobby", 20, false)).toBe(true);
  expect(cursors.skip("lobby", 20, false)).toBe(false);
  expect(cursors.skip("lobby", 5, true)).toBe(true);
  expect(cursors.seqOf("lobby")).toBe(5);
});

test("[P20b] a head beyond the cursor is a hole; it is asked for again when two more heartbeats have not mended it", () => {
  expect(cursors.behind({ lobby: 10, r_deep: 7 })).toEqual([]);
  expect(cursors.behind({ lobby: 11 })).toEqual([{ logId: "lobby", after: 10, isOverdue: false }]);
  expect(cursors.behind({ lobby: 11 })).toEqual([]);
  expect(cursors.behind({ lobby: 12 })).toEqual([{ logId: "lobby", after: 10, isOverdue: true }]);
  cursors.take(events("lobby", 10, ...messages(11)));
  expect(cursors.behind({ lobby: 12 })).toEqual([{ logId: "lobby", after: 11, isOverdue: false }]);
});

const seed = testSeed();
test(`[P15] [P16] events that overlap, repeat or are missing are applied once and in order (seed ${seed})`, () => {
  const frame = fc.record({ after: fc.nat(40), length: fc.integer({ min: 1, max: 10 }) });
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 100 }), (frames) => {
      const log = new LogCursors();
      log.follow("lobby", 0);
      const applied: number[] = [];
      let resumes = 0;
      for (const { after, length } of frames) {
        const seqs = Array.from({ length }, (_, index) => after + 1 + index);
        const { fresh, resumeAfter } = log.take(events("lobby", after, ...messages(...seqs)));
        applied.push(...fresh.map(({ seq }) => seq));
        if (resumeAfter !== undefined) {
          resumes += 1;
          expect(resumeAfter).toBe(applied.length);
        }
      }
      expect(applied).toEqual(Array.from({ length: applied.length }, (_, index) => index + 1));
      expect(resumes).toBeLessThanOrEqual(applied.length + 1);
    }),
    { seed },
  );
});
