import { expect, test } from "bun:test";
import { isWithin, nextMorning, readHours, readMinute, textOfHours, textOfMinute } from "./daily-hours.ts";

const night = { from: 22 * 60, to: 7 * 60 + 30 };

test.each([
  [night, "21:59", false],
  [night, "22:00", true],
  [night, "00:00", true],
  [night, "07:29", true],
  [night, "07:30", false],
  [{ from: 720, to: 780 }, "12:59", true],
  [{ from: 720, to: 780 }, "13:00", false],
  [{ from: 60, to: 60 }, "01:00", false],
] as const)("within %o, %s is %p", (hours, time, expected) => {
  expect(isWithin(hours, readMinute(time) ?? -1)).toBe(expected);
});

test("hours are kept as a text, and a text that is none is none", () => {
  expect(readHours(textOfHours(night))).toEqual(night);
  expect(textOfHours(night)).toBe("22:00-07:30");
  for (const text of [undefined, "", "22:00", "22:00-", "24:00-07:00", "22:60-07:00", "22:00-07:00-08:00", "a-b"])
    expect(readHours(text)).toBeUndefined();
  expect([0, 61, 1_439].map(textOfMinute)).toEqual(["00:00", "01:01", "23:59"]);
});

test("until tomorrow is until eight in the morning, and after midnight this morning", () => {
  const at = (day: number, hour: number) => new Date(2030, 0, day, hour).getTime();
  expect(nextMorning(at(1, 22))).toBe(at(2, 8));
  expect(nextMorning(at(1, 9))).toBe(at(2, 8));
  expect(nextMorning(at(2, 1))).toBe(at(2, 8));
  expect(nextMorning(at(2, 5))).toBe(at(3, 8));
});
