import { expect, test } from "bun:test";
import { median, percentile, ratios, short, spread, times } from "./statistics.ts";

test("a median is the middle value, or lies between the two in the middle", () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([9, 1, 5, 6])).toBe(5.5);
});

test("a percentile is one of the values", () => {
  const values = Array.from({ length: 100 }, (_, index) => index);
  expect(percentile(values, 0.5)).toBe(50);
  expect(percentile(values, 0.99)).toBe(99);
  expect(percentile([7], 0.99)).toBe(7);
});

test("figures are short, and come with their range", () => {
  expect([812, 25_345, 1_523_000].map(short)).toEqual(["812", "25.3 k", "1.52 M"]);
  expect(spread([2, 9, 4], String)).toBe("4 (2–9)");
  expect(ratios([8, 9], [1, 3]).map(times)).toEqual(["8.0×", "3.0×"]);
});
