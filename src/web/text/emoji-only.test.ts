import { expect, test } from "bun:test";
import { isEmojiOnly } from "./emoji-only.ts";

test.each(["👍", "❤️", "👍🏽", "☝🏽", "👨‍👩‍👧‍👦", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🇨🇳🇫🇷", "1️⃣", "🎉🎉🎉 🎉🎉🎉", " 😀\n", "👁️‍🗨️", "🧑🏻‍❤️‍💋‍🧑🏿"])(
  "%s is large",
  (text) => {
    expect(isEmojiOnly(text)).toBe(true);
  },
);

test.each(["", " ", "a", "1", "©", "#", "😀a", "好😀", "😀😀😀😀😀😀😀", "🇨", "\u200d", "\ufe0f", "😀\u202e"])(
  "%j is not large",
  (text) => {
    expect(isEmojiOnly(text)).toBe(false);
  },
);

test("a chain of joined parts without an end is not large", () => {
  expect(isEmojiOnly("👩\u200d".repeat(40))).toBe(false);
  expect(isEmojiOnly("👩\u200d".repeat(4_000))).toBe(false);
});
