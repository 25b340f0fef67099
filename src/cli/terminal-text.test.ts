import { expect, test } from "bun:test";
import { paintAnsi, visible } from "./terminal-text.ts";

test("text of strangers cannot move the cursor, change colours or run backwards", () => {
  expect(visible("\u001b[31mred\u0007\r\n\t\u009b2J\u202eevil\u2066")).toBe(
    "\\x1b[31mred\\x07\\r\\n\\t\\x9b2J\\u202eevil\\u2066",
  );
  expect(visible("小鱼 says 👋🏽 שלום")).toBe("小鱼 says 👋🏽 שלום");
});

test("a colour ends where its text ends", () => {
  expect(paintAnsi("red", "no")).toBe("\u001b[31mno\u001b[0m");
  expect(paintAnsi("red", "")).toBe("");
});
