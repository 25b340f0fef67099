import { expect, test } from "bun:test";
import { durationText, progressLine } from "./progress.ts";

const options = { label: "Copying", total: 200, amountText: (amount: number) => `${amount} B` };

test("a line of progress has a bar, the share, the amounts, and after a while an estimate", () => {
  expect(progressLine(options, 0, 0)).toBe(`Copying ${"░".repeat(24)} 0 % (0 B of 200 B)`);
  expect(progressLine(options, 50, 1_000)).toBe(`Copying ██████${"░".repeat(18)} 25 % (50 B of 200 B)`);
  expect(progressLine(options, 50, 10_000)).toBe(`Copying ██████${"░".repeat(18)} 25 % (50 B of 200 B), 30 s left`);
  expect(progressLine(options, 300, 10_000)).toContain("100 %");
  expect(progressLine({ ...options, total: 0 }, 7, 10_000)).toBe("Copying: 7 B");
});

test("a line of progress fits into a narrow terminal", () => {
  expect(progressLine(options, 50, 10_000, 50)).toBe("Copying 25 % (50 B of 200 B), 30 s left");
  expect(progressLine(options, 50, 10_000, 12)).toBe("Copying 25 %");
});

test("a duration is told in the unit that people would choose", () => {
  expect([1, 1_001, 119_000, 130_000, 3_590_000, 7_500_000].map(durationText)).toEqual([
    "1 s",
    "2 s",
    "119 s",
    "2 min",
    "60 min",
    "2 h 5 min",
  ]);
});
