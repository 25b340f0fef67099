import { expect, test } from "bun:test";
import { shareOf, ticksOf } from "./scale.ts";

test("a value has its place between the ends, and none beyond them", () => {
  expect([0, 5, 20, -3].map((value) => shareOf(value, 0, 10))).toEqual([0, 0.5, 1, 0]);
  expect(shareOf(1, 3, 3)).toBe(0);
});

test("an axis has round values, and never more than asked for", () => {
  expect(ticksOf(0, 1_000, 6)).toEqual([0, 200, 400, 600, 800, 1_000]);
  expect(ticksOf(12_300, 22_300, 4)).toEqual([15_000, 20_000]);
  expect(ticksOf(0, 81, 5)).toEqual([0, 20, 40, 60, 80]);
  expect(ticksOf(0, 0, 5)).toEqual([0]);
  for (let until = 1; until < 100_000; until = until * 1.3 + 7) {
    for (const countMax of [2, 4, 6]) {
      const ticks = ticksOf(until / 3, until, countMax);
      expect(ticks.length).toBeLessThanOrEqual(countMax);
      for (const tick of ticks) expect(shareOf(tick, until / 3, until) * (until - until / 3) + until / 3).toBeCloseTo(tick);
    }
  }
});
