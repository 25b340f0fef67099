import { expect, test } from "bun:test";
import { foldText } from "./fold-text.ts";

test.each([
  ["Ann", "ann"],
  ["Straße", "STRASSE"],
  ["Σίσυφος", "ΣΊΣΥΦΟΣ"],
  ["ﬁsh", "FISH"],
  ["Ａｎｎ", "ann"],
  ["علی\u200Cرضا", "علیرضا"],
  ["ශ්\u200Dරී", "ශ්රී"],
  ["❤\uFE0F", "❤"],
])("[P25] %s and %s are the same name", (one, other) => {
  expect(foldText(one)).toBe(foldText(other));
});

test.each([
  ["ann", "anna"],
  ["小鱼", "小魚"],
  ["resume", "résumé"],
])("[P25] %s and %s are two names", (one, other) => {
  expect(foldText(one)).not.toBe(foldText(other));
});
