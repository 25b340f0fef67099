import { expect, test } from "bun:test";
import fc from "fast-check";
import { type Edit, edited, emptyEditor, type LineEditor, taken, textOf } from "./line-editor.ts";

type Key = Exclude<Edit["type"], "insert">;

function typed(text: string, ...keys: readonly Key[]): LineEditor {
  return keys.reduce<LineEditor>((editor, type) => edited(editor, { type }), edited(emptyEditor, { type: "insert", text }));
}

test("backspace takes what looks like one character, however many it is made of", () => {
  expect(textOf(typed("小鱼", "backspace"))).toBe("小");
  expect(textOf(typed("hi 👨‍👩‍👧‍👦", "backspace"))).toBe("hi ");
  expect(textOf(typed("cafe\u0301", "backspace"))).toBe("caf");
  expect(textOf(typed("", "backspace"))).toBe("");
});

test("the cursor goes over characters, over words, and to both ends", () => {
  expect(typed("a小b", "left", "left")).toMatchObject({ before: "a", after: "小b" });
  expect(typed("one two three", "word-left", "word-left")).toMatchObject({ before: "one ", after: "two three" });
  expect(typed("one two", "home", "word-right")).toMatchObject({ before: "one", after: " two" });
  expect(typed("one", "home", "left", "right", "right", "end", "right")).toMatchObject({ before: "one", after: "" });
});

test("Ctrl-W, Ctrl-U, Ctrl-K and Delete take a word, what is before, what is behind, and one character", () => {
  expect(textOf(typed("one two  ", "erase-word"))).toBe("one ");
  expect(typed("one two", "word-left", "erase-before")).toMatchObject({ before: "", after: "two" });
  expect(typed("one two", "word-left", "erase-after")).toMatchObject({ before: "one ", after: "" });
  expect(textOf(typed("👋🏽!", "home", "delete"))).toBe("!");
});

test("older lines come back, and so does the unfinished input", () => {
  let editor = taken(typed("first"));
  editor = taken(edited(editor, { type: "insert", text: "second" }));
  editor = taken(edited(editor, { type: "insert", text: "second" }));
  expect(editor.typed).toEqual(["first", "second"]);
  editor = edited(editor, { type: "insert", text: "new" });
  const seen = (["older", "older", "older", "newer", "newer", "newer"] as const).map((type) => {
    editor = edited(editor, { type });
    return textOf(editor);
  });
  expect(seen).toEqual(["second", "first", "first", "second", "new", "new"]);
});

test("no key breaks a character of any text", () => {
  const keys = fc.constantFrom<Key>(
    "left",
    "right",
    "word-left",
    "word-right",
    "home",
    "end",
    "backspace",
    "delete",
    "erase-word",
  );
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.array(keys), (text, pressed) => {
      const editor = typed(text, ...pressed);
      expect(editor.before.isWellFormed() && editor.after.isWellFormed()).toBe(true);
    }),
  );
});
