import { expect, test } from "bun:test";
import { leastSquares } from "./costs.ts";

test("the parts of a cost are found in sums of them", () => {
  const rows = [
    [1, 1],
    [1, 0.1],
    [1, 0.02],
  ];
  const factors = leastSquares(
    rows,
    rows.map(([messages = 0, batches = 0]) => 30 * messages + 400 * batches),
  );
  expect(factors[0]).toBeCloseTo(30, 3);
  expect(factors[1]).toBeCloseTo(400, 3);
});

test("no part of a cost is below nothing", () => {
  const [constant = 0, slope = 0] = leastSquares(
    [
      [1, 1],
      [1, 2],
    ],
    [10, 5],
  );
  expect(slope).toBe(0);
  expect(constant).toBeGreaterThan(5);
});
