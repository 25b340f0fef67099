import { expect, test } from "bun:test";
import fc from "fast-check";
import { shorten, wrapText } from "./wrap-text.ts";

test("lines end between words, Chinese between characters, and a long word where it must", () => {
  expect(wrapText("the quick brown fish", 10)).toEqual(["the quick", "brown fish"]);
  expect(wrapText("小鱼在海里游", 5)).toEqual(["小鱼", "在海", "里游"]);
  expect(wrapText("abcdefghij", 4)).toEqual(["abcd", "efgh", "ij"]);
  expect(wrapText("", 4)).toEqual([""]);
});

test("no line is too wide, and nothing but spaces is lost", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 8, max: 30 }), (text, columns) => {
      const lines = wrapText(text, columns);
      expect(lines.every((line) => Bun.stringWidth(line) <= columns)).toBe(true);
      expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
    }),
  );
});

test("what is shortened fits, and says so", () => {
  expect(shorten("小鱼的房间", 6)).toBe("小鱼…");
  expect(shorten("garden", 6)).toBe("garden");
});
