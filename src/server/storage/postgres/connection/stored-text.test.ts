import { expect, test } from "bun:test";
import { storedText, textOf } from "./stored-text.ts";

test("every text comes back, and none has a character that Postgres refuses", () => {
  for (const text of ["", "fish", "\0", "a\0\0b", "\uf8ff", "\uf8ff0", "\uf8ff1\0", "\0\uf8ff\uf8ff0"]) {
    const stored = storedText(text);
    expect(stored).not.toContain("\0");
    expect(textOf(stored)).toBe(text);
  }
});

test("two texts that differ are stored as two", () => {
  const texts = ["\0", "\uf8ff0", "\uf8ff", "\uf8ff1", "0", "1"];
  expect(new Set(texts.map(storedText)).size).toBe(texts.length);
});
