import { expect, test } from "bun:test";
import fc from "fast-check";
import { shorten, wrapText } from "./wrap-text.ts";

const word = fc.string({ unit: fc.constantFrom(..."abcdefgh"), minLength: 1, maxLength: 8 });
const columnCounts = fc.integer({ min: 8, max: 30 });

test("lines end between words, Chinese between characters, and a long word where it must", () => {
  expect(wrapText("the quick brown fish", 10)).toEqual(["the quick", "brown fish"]);
  expect(wrapText("小鱼在海里游", 5)).toEqual(["小鱼", "在海", "里游"]);
  expect(wrapText("abcdefghij", 4)).toEqual(["abcd", "efgh", "ij"]);
  expect(wrapText("", 4)).toEqual([""]);
});

test("a word that fills the line to its end is not glued to the next one", () => {
  expect(wrapText("aaaa bb cc dd", 7)).toEqual(["aaaa bb", "cc dd"]);
  expect(wrapText("小鱼 ab  cd", 7)).toEqual(["小鱼 ab", "cd"]);
});

test("Chinese punctuation stays with what it closes", () => {
  expect(wrapText("小鱼，你好", 4)).toEqual(["小", "鱼，", "你好"]);
  expect(wrapText("他说：「好。」走", 6)).toEqual(["他说：", "「", "好。」", "走"]);
  expect(wrapText("abcdefgh，", 9)).toEqual(["abcdefg", "h，"]);
  expect(wrapText("啊！！！", 4)).toEqual(["啊！", "！！"]); // more of it than a line holds
});

test("only spaces are lost at the end of a line, and no other white space", () => {
  expect(wrapText("abc\u2028defg", 4)).toEqual(["abc\u2028", "defg"]);
});

test("no line is too wide, and nothing but spaces is lost", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), columnCounts, (text, columns) => {
      const lines = wrapText(text, columns);
      expect(lines.every((line) => Bun.stringWidth(line) <= columns)).toBe(true);
      expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
    }),
  );
});

test("where words fit into a line, every end of a line stands for one space", () => {
  fc.assert(
    fc.property(fc.array(word), columnCounts, (words, columns) => {
      const text = words.join(" ");
      const lines = wrapText(text, columns);
      expect(lines.every((line) => line.length <= columns)).toBe(true);
      expect(lines.join(" ")).toBe(text);
    }),
  );
});

test("no line begins with closing punctuation, and none is too wide for that", () => {
  const syllable = fc.constantFrom("小", "鱼", "a", "word ", "，", "”", "。」");
  fc.assert(
    fc.property(fc.array(syllable), columnCounts, (syllables, columns) => {
      const text = `海${syllables.join("")}`.replaceAll(/([，”。」 ])[，”。」]+/g, "$1");
      const lines = wrapText(text, columns);
      expect(lines.every((line) => Bun.stringWidth(line) <= columns && !/^[，”。」]/.test(line))).toBe(true);
      expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
    }),
  );
});

test("shortened text fits, and is marked", () => {
  expect(shorten("小鱼的房间", 6)).toBe("小鱼…");
  expect(shorten("garden", 6)).toBe("garden");
});
