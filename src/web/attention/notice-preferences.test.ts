import { afterEach, expect, test } from "bun:test";
import { chooseQuietHours, chooseSilence, isDisturbanceUnwanted, pushChoiceOf } from "./notice-preferences.ts";

afterEach(() => {
  chooseSilence(0);
  chooseQuietHours(undefined);
});

const at = (hour: number, minute = 0): number => new Date(2030, 0, 1, hour, minute).getTime();

test("a device is disturbed, unless it was silenced for a while or within its quiet hours", () => {
  expect(isDisturbanceUnwanted(at(12))).toBe(false);
  chooseSilence(at(12, 30));
  expect([at(12), at(12, 29), at(12, 30)].map(isDisturbanceUnwanted)).toEqual([true, true, false]);
  chooseSilence(0);
  chooseQuietHours({ from: 22 * 60, to: 7 * 60 });
  expect([at(21, 59), at(23), at(3), at(7)].map(isDisturbanceUnwanted)).toEqual([false, true, true, false]);
});

test("nobody is pushed to who did not ask for it here", () => {
  expect(pushChoiceOf("u_ann")).toBeUndefined();
});
