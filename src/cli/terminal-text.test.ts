import { expect, test } from "bun:test";
import fc from "fast-check";
import { paintAnsi, visible, wrap } from "./terminal-text.ts";

test("text of strangers cannot move the cursor, change colours or run backwards", () => {
  expect(visible("\u001b[31mred\u0007\r\n\t\u009b2J\u202eevil\u2066")).toBe(
    "\\x1b[31mred\\x07\\r\\n\\t\\x9b2J\\u202eevil\\u2066",
  );
  expect(visible("小鱼 says 👋🏽 שלום")).toBe("小鱼 says 👋🏽 שלום");
});

test("a line is cut where it is full, never within a character", () => {
  expect(wrap("hello fish", 5)).toEqual(["hello", " fish"]);
  expect(wrap("小鱼小鱼", 5)).toEqual(["小鱼", "小鱼"]);
  expect(wrap("👨‍👩‍👧‍👦a", 2)).toEqual(["👨‍👩‍👧‍👦", "a"]);
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 2, max: 20 }), (text, columns) => {
      const pieces = wrap(text, columns);
      expect(pieces.join("")).toBe(text);
    }),
  );
});

test("a colour ends where its text ends", () => {
  expect(paintAnsi("red", "no")).toBe("\u001b[31mno\u001b[0m");
  expect(paintAnsi("red", "")).toBe("");
});
