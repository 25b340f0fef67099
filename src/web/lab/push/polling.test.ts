import { expect, test } from "bun:test";
import { pollCount, pollingOf } from "./polling.ts";

test("a message waits until it is asked for, and what asks before it was there gets nothing", () => {
  expect(pollingOf([250, 1_250, 1_990], 500, 0, 1_999)).toEqual({
    vain: [0, 1_000],
    found: [500, 1_500],
    waits: [{ startMs: 250, endMs: 500 }, { startMs: 1_250, endMs: 1_500 }, { startMs: 1_990 }],
  });
});

test("two messages may come in one answer, and one may come just in time", () => {
  expect(pollingOf([100, 200, 1_000], 1_000, 0, 1_000)).toMatchObject({ vain: [0], found: [1_000] });
  expect(pollingOf([], 1_000, 2_500, 4_000).vain).toEqual([3_000, 4_000]);
});

test("asking more often than there is news is mostly for nothing", () => {
  expect(pollCount(10_500, 10, 10)).toEqual({ requests: 1_050, vain: 1_040 });
  expect(pollCount(900, 1_000, 1)).toEqual({ requests: 0, vain: 0 });
});
