import { afterEach, expect, test } from "bun:test";
import { language } from "../../state/preferences.ts";
import { exactSpan, roughSpan, sizeOf } from "./format.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

afterEach(() => {
  language.value = "en";
});

test("a duration is told in the largest unit that tells it exactly", () => {
  expect([1_000, 90_000, 10 * MINUTE, 60 * MINUTE, DAY, 30 * DAY].map(exactSpan)).toEqual([
    ...["a second", "90 seconds", "10 minutes", "an hour", "a day", "30 days"],
  ]);
  language.value = "zh";
  expect([90_000, 60 * MINUTE, 30 * DAY].map(exactSpan)).toEqual(["90 秒", "1 小时", "30 天"]);
});

test("an uptime is told in its two largest units", () => {
  expect([0, 5_400, 61 * MINUTE, DAY, 3 * DAY + 240 * MINUTE + 59_000].map(roughSpan)).toEqual([
    ...["0 seconds", "5 seconds", "an hour a minute", "a day", "3 days 4 hours"],
  ]);
});

test("a size has the unit in which it reads well", () => {
  expect([0, 999, 1_500, 71_200_000_000, 2e15].map(sizeOf)).toEqual(["0 bytes", "999 bytes", "1.5 kB", "71.2 GB", "2,000 TB"]);
});
