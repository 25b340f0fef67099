import { expect, test } from "bun:test";
import { percentile } from "./statistics.ts";

test("the 99th percentile of few values is the largest, and of none is undefined", () => {
  const values = [30, 10, 20];
  expect(percentile(values, 0.5)).toBe(20);
  expect(percentile(values, 0.99)).toBe(30);
  expect(percentile([], 0.5)).toBeUndefined();
  expect(percentile([7], 0.01)).toBe(7);
});

test("a percentile is a value that was measured", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
  expect(percentile(hundred, 0.5)).toBe(50);
  expect(percentile(hundred, 0.99)).toBe(99);
});
