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

test("names that look the same have the same skeleton", () => {
  expect(readNickname("Аnn").skeleton).toBe(readNickname("Ann").skeleton); // Cyrillic А
  expect(readNickname("AIice").skeleton).toBe(readNickname("Alice").skeleton);
  expect(readNickname("王伟").skeleton).not.toBe(readNickname("王炜").skeleton);
});

test("an emoji is a visible character", () => {
  expect(readNickname("❤️").text).toBe("❤");
  expect(readNickname("🐟").text).toBe("🐟");
});

test.each(["علی\u200Cرضا", "می\u200Cخواهم", "ශ්\u200Dරී", "क्\u200Dष", "👨\u200D👩\u200D👧", "👩🏽\u200D🚀", "🏳️\u200D🌈"])(
  "a joiner that the script or the emoji needs is kept: %s",
  (nickname) => {
    expect(readNickname(nickname).text).toBe(nickname.replaceAll("\uFE0F", ""));
    expect(readNickname(nickname).key).toBe(readNickname(nickname.replaceAll(/[\u200C\u200D]/g, "")).key);
    expect(readNickname(nickname).skeleton).toBe(readNickname(nickname.replaceAll(/[\u200C\u200D]/g, "")).skeleton);
  },
);

test.each([
  ["nothing", ""],
  ["a joiner at the end of Arabic", "علی\u200C"],
  ["two joiners", "علی\u200C\u200Cرضا"],
  ["a joiner between emoji and letters", "👨\u200Dann"],
  ["a zero-width non-joiner between Latin letters", "an\u200Cn"],
  ["a null notehead", "ann\u{1D159}"],
  ["a Khitan filler", "ann\u{16FE4}"],
  ["an Egyptian blank", "ann\u{13441}"],
  ["an object replacement character", "ann\uFFFC"],
  ["a replacement character", "ann\uFFFD"],
  ["an interlinear annotation anchor", "ann\uFFF9"],
  ["a tag character", "ann\u{E0061}"],
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
