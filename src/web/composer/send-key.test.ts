import { expect, test } from "bun:test";
import { isSendKey, type PressedKey } from "./send-key.ts";

const enter: PressedKey = { key: "Enter", shiftKey: false, isComposing: false, keyCode: 13 };

test("Enter sends, Shift+Enter does not", () => {
  expect(isSendKey(enter, false)).toBe(true);
  expect(isSendKey({ ...enter, shiftKey: true }, false)).toBe(false);
  expect(isSendKey({ ...enter, key: "a" }, false)).toBe(false);
});

test("小鱼 chooses a candidate with Enter and sends nothing, in Chrome and in Safari", () => {
  expect(isSendKey({ ...enter, isComposing: true }, false)).toBe(false);
  expect(isSendKey({ ...enter, keyCode: 229 }, false)).toBe(false);
});

test("on touch Enter breaks the line", () => {
  expect(isSendKey(enter, true)).toBe(false);
});
