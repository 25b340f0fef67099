import { expect, test } from "bun:test";
import { isQuiet, isTimeZone } from "./quiet-hours.ts";

const at = (time: string): number => Date.parse(`2030-07-01T${time}:00Z`);
const night = { from: 22 * 60, to: 7 * 60 + 30 };
const noon = { from: 12 * 60, to: 13 * 60 };

test.each([
  // Shanghai is eight hours ahead of UTC.
  ["13:59", night, "Asia/Shanghai", false],
  ["14:00", night, "Asia/Shanghai", true],
  ["16:00", night, "Asia/Shanghai", true],
  ["23:29", night, "Asia/Shanghai", true],
  ["23:30", night, "Asia/Shanghai", false],
  // Berlin is two hours ahead in summer.
  ["09:59", noon, "Europe/Berlin", false],
  ["10:00", noon, "Europe/Berlin", true],
  ["10:59", noon, "Europe/Berlin", true],
  ["11:00", noon, "Europe/Berlin", false],
  ["00:00", { from: 0, to: 0 }, "UTC", false],
  ["12:00", { from: 0, to: 0 }, "UTC", false],
  ["00:00", { from: 1_439, to: 1 }, "UTC", true],
  ["06:14", { from: 705, to: 706 }, "Asia/Kathmandu", false],
  ["06:00", { from: 705, to: 706 }, "Asia/Kathmandu", true],
] as const)("at %s UTC with %o in %s, quiet is %p", (time, hours, timeZone, expected) => {
  expect(isQuiet({ ...hours, timeZone }, at(time))).toBe(expected);
});

test("the clocks change, and quiet hours are those of the clock on the wall", () => {
  const hours = { ...night, timeZone: "Europe/Berlin" };
  expect(isQuiet(hours, Date.parse("2030-01-01T06:29:00Z"))).toBe(true);
  expect(isQuiet(hours, Date.parse("2030-07-01T06:29:00Z"))).toBe(false);
});

test("knows time zones by their names", () => {
  expect(["UTC", "Asia/Shanghai", "America/Argentina/Buenos_Aires"].every(isTimeZone)).toBe(true);
  expect(["", "Mars/Olympus", "../etc/passwd", "x".repeat(64)].some(isTimeZone)).toBe(false);
});
