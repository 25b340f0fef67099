import { expect, test } from "bun:test";
import { dotsOf, heightOf, plot } from "./latency-scale.ts";

test("ten times as long is one step higher, wherever it begins", () => {
  expect(heightOf(1) - heightOf(10)).toBeCloseTo(heightOf(100) - heightOf(1_000));
});

test("values outside the picture's range stay inside it", () => {
  expect(heightOf(0)).toBe(heightOf(1));
  expect(heightOf(1_000_000)).toBe(plot.top);
});

test("the messages go from left to right", () => {
  const [first, second] = dotsOf([5, 5], 2);
  expect(first?.x).toBeGreaterThan(plot.left);
  expect(second?.x).toBeLessThan(plot.width);
  expect(dotsOf([], 0)).toEqual([]);
});
