import { expect, test } from "bun:test";
import { lengthOf } from "./lengths.ts";
import { slowModeLeftMs } from "./slow-mode-left.ts";

const said = (seconds: number): string => {
  const { unit, count } = lengthOf(seconds);
  return `${count} ${unit}`;
};

test("a length is one number of one unit, and a countdown never ends early", () => {
  expect([5, 59.2, 60, 90, 121, 600, 3_600, 5_400, 7_201, 86_400, 200_000].map(said)).toEqual([
    ...["5 seconds", "60 seconds", "1 minutes", "90 seconds", "3 minutes", "10 minutes", "1 hours"],
    ...["90 minutes", "3 hours", "1 days", "3 days"],
  ]);
  expect([0, -3].map(said)).toEqual(["0 seconds", "0 seconds"]);
});

test("[P172] slow mode counts from the last message, and never longer than its rule, whichever way the clock was set", () => {
  expect(slowModeLeftMs(30, undefined, 0)).toBe(0);
  expect(slowModeLeftMs(30, 1_000, 11_000)).toBe(20_000);
  expect(slowModeLeftMs(30, 1_000, 31_000)).toBe(0);
  expect(slowModeLeftMs(30, 9_000_000, 0)).toBe(30_000);
});
