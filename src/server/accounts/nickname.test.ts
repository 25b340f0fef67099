import { expect, test } from "bun:test";
import { ShoalError } from "../../protocol/errors.ts";
import { readNickname } from "./nickname.ts";

function refusal(raw: string): string | undefined {
  try {
    readNickname(raw);
    return undefined;
  } catch (error) {
    return error instanceof ShoalError ? error.code : String(error);
  }
}

test("a nickname is kept as it was written, without outer space", () => {
  expect(readNickname("  林小鱼 ").text).toBe("林小鱼");
  expect(readNickname("Ann   Lee").text).toBe("Ann Lee");
});

test("full-width letters become ordinary ones", () => {
  expect(readNickname("Ａｎｎ").text).toBe("Ann");
});

test("case does not make another nickname", () => {
  expect(readNickname("STRASSE").key).toBe(readNickname("straße").key);
});

test("what looks the same has the same skeleton", () => {
  expect(readNickname("Аnn").skeleton).toBe(readNickname("Ann").skeleton); // Cyrillic А
  expect(readNickname("AIice").skeleton).toBe(readNickname("Alice").skeleton);
  expect(readNickname("王伟").skeleton).not.toBe(readNickname("王炜").skeleton);
});

test("an emoji is a visible character", () => {
  expect(readNickname("❤️").text).toBe("❤");
  expect(readNickname("🐟").text).toBe("🐟");
});

test.each([
  ["nothing", ""],
  ["space only", " \u3000 "],
  ["a bidi control", "ann\u202Enna"],
  ["a zero-width space", "an\u200Bn"],
  ["a zero-width joiner", "an\u200Dn"],
  ["a line break", "ann\nben"],
  ["a Hangul filler", "\u3164"],
  ["a Braille blank", "\u2800"],
  ["a combining mark alone", "\u0301"],
  ["a pile of combining marks", `a${"\u0301".repeat(20)}`],
  ["a lone surrogate", "\uD800"],
  ["33 characters", "a".repeat(33)],
  ["a megabyte", "a".repeat(1 << 20)],
])("%s is no nickname", (_, raw) => {
  expect(refusal(raw)).toBe("nickname-invalid");
});

test("32 characters of four bytes each are a nickname", () => {
  expect(refusal("🐟".repeat(32))).toBeUndefined();
});
