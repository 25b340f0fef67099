import { expect, test } from "bun:test";
import fc from "fast-check";
import { cutLine } from "./cut-line.ts";

test("a line is cut where it is full, never within a character", () => {
  expect(cutLine("hello fish", 5)).toEqual(["hello", " fish"]);
  expect(cutLine("小鱼小鱼", 5)).toEqual(["小鱼", "小鱼"]);
  expect(cutLine("👨‍👩‍👧‍👦a", 2)).toEqual(["👨‍👩‍👧‍👦", "a"]);
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 2, max: 20 }), (text, columns) => {
      const pieces = cutLine(text, columns);
      expect(pieces.join("")).toBe(text);
    }),
  );
});
