import { expect, test } from "bun:test";
import { datesOf } from "./dates.ts";

const now = new Date(2026, 10, 28, 12).getTime();
const daysAgo = (days: number): number => new Date(2026, 10, 28 - days, 9, 5).getTime();

test("a day is called as its reader calls it", () => {
  const [english, chinese] = [datesOf("en-GB"), datesOf("zh-CN")];
  expect([0, 1, 2].map((days) => english.day(daysAgo(days), now))).toEqual(["Today", "Yesterday", "Thursday 26 November"]);
  expect([0, 1].map((days) => chinese.day(daysAgo(days), now))).toEqual(["今天", "昨天"]);
  expect(english.day(daysAgo(400), now)).toBe("24 October 2025");
  expect(english.time(daysAgo(0))).toBe("09:05");
});

test("an unknown or invalid language is written as English", () => {
  for (const language of ["", "no_such", "x-klingon", "<script>"]) {
    expect(datesOf(language).day(daysAgo(0), now)).toBe("Today");
  }
});
