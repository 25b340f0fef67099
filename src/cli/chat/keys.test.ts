import { expect, test } from "bun:test";
import { type Key, KeyReader } from "./keys.ts";

const read = (...chunks: readonly string[]) => {
  const reader = new KeyReader();
  return chunks.flatMap((chunk) => reader.read(chunk));
};

test("text, Chinese too, is inserted; Enter and Backspace are keys", () => {
  expect(read("你好 👋🏽\u007f\r")).toEqual([{ type: "insert", text: "你好 👋🏽" }, { type: "backspace" }, { type: "enter" }]);
});

test("arrows are the same in both modes of a terminal", () => {
  expect(read("\u001b[A\u001bOB\u001b[1;5D")).toEqual([{ type: "older" }, { type: "newer" }, { type: "word-left" }]);
  expect(read("\u001b2")).toEqual([{ type: "go", number: 2 }]);
});

test("a key that comes in pieces is one key", () => {
  expect(read("\u001b", "[", "5", "~", "a")).toEqual([{ type: "page-up" }, { type: "insert", text: "a" }]);
});

test("several pasted lines are one text, without anything that a terminal would obey", () => {
  expect(read("\u001b[200~one\r\ntw", "o\n\u001b[31mthree\u0007\u001b[20", "1~\r")).toEqual([
    { type: "insert", text: "one\ntwo\n[31mthree" },
    { type: "enter" },
  ]);
});

test("unknown keys do nothing, and Escape alone swallows nothing that is typed later", () => {
  expect(read("\u001b[99~\u001b[?1;2c\u0000x")).toEqual([{ type: "insert", text: "x" }]);
  const reader = new KeyReader();
  expect(reader.read("\u001b")).toEqual([]);
  reader.settle();
  expect(reader.read("[5~")).toEqual([{ type: "insert", text: "[5~" }]);
});

test("a paste beyond the bound is dropped whole: nothing in it is typed, and what follows it is", () => {
  const long = `${"x".repeat(64 * 1024)}\r/quit\r`;
  const overlong: Key[] = [{ type: "overlong-paste" }, { type: "insert", text: "y" }];
  expect(read(`\u001b[200~${long}\u001b[201~y`)).toEqual(overlong);
  const pieces = ["\u001b[200~", long, "/sign-out\r", "\u001b", "[A\r\u001b", "[20", "1", "~y"];
  expect(read(...pieces)).toEqual(overlong);
  const reader = new KeyReader();
  const keys = pieces.flatMap((piece) => {
    const read = reader.read(piece);
    reader.settle(); // over a line on which every piece is late
    return read;
  });
  expect(keys).toEqual(overlong);
});
