import { expect, test } from "bun:test";
import { knownEmoji } from "./emoji.ts";

test.each(["👍", "👍🏽", "❤️", "👩‍👩‍👧‍👦", "🇨🇳", "1️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"])("[P42b] %s is one emoji", (emoji) => {
  expect(knownEmoji(emoji)).toBe(emoji);
});

test("[P42b] two spellings of one emoji are the same reaction", () => {
  expect(knownEmoji("❤")).toBe("❤️");
  expect(knownEmoji("👍️")).toBe("👍");
});

test.each(["", "a", "1", "👍👍", "👍 ", "赞", "<b>", "\u{FE0F}", "👍\u{202E}", "x".repeat(64)])(
  "[P42b] %p is not one emoji",
  (text) => {
    expect(() => knownEmoji(text)).toThrow(expect.objectContaining({ code: "emoji-invalid" }));
  },
);
