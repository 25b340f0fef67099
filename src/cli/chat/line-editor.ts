/** The input: the text on both sides of the cursor, and the earlier lines. */
export interface LineEditor {
  readonly before: string;
  readonly after: string;
  /** Oldest first. */
  readonly typed: readonly string[];
  /** Which of `typed` is shown; its length when that is the new line. */
  readonly place: number;
  /** The new line, while an old one is shown. */
  readonly draft: string;
}

export type Edit =
  | { readonly type: "insert"; readonly text: string }
  | {
      readonly type:
        | "left"
        | "right"
        | "word-left"
        | "word-right"
        | "home"
        | "end"
        | "backspace"
        | "delete"
        | "erase-word"
        | "erase-before"
        | "erase-after"
        | "older"
        | "newer"
        | "clear";
    };

const TYPED_LINES_MAX = 200;

export const emptyEditor: LineEditor = { before: "", after: "", typed: [], place: 0, draft: "" };

export function textOf(editor: LineEditor): string {
  return editor.before + editor.after;
}

/** Takes the line away, and remembers it. */
export function taken(editor: LineEditor): LineEditor {
  const text = textOf(editor);
  const isWorthIt = text.trim() !== "" && text !== editor.typed.at(-1);
  const typed = isWorthIt ? [...editor.typed, text].slice(-TYPED_LINES_MAX) : editor.typed;
  return { before: "", after: "", typed, place: typed.length, draft: "" };
}

export function edited(editor: LineEditor, edit: Edit): LineEditor {
  const { before, after } = editor;
  switch (edit.type) {
    case "insert":
      return { ...editor, before: before + edit.text };
    case "left":
      return moved(editor, lastGrapheme(before).length);
    case "right":
      return moved(editor, -firstGrapheme(after).length);
    case "word-left":
      return moved(editor, lastWord(before).length);
    case "word-right":
      return moved(editor, -firstWord(after).length);
    case "home":
      return moved(editor, before.length);
    case "end":
      return moved(editor, -after.length);
    case "backspace":
      return { ...editor, before: before.slice(0, before.length - lastGrapheme(before).length) };
    case "delete":
      return { ...editor, after: after.slice(firstGrapheme(after).length) };
    case "erase-word":
      return { ...editor, before: before.slice(0, before.length - lastWord(before).length) };
    case "erase-before":
      return { ...editor, before: "" };
    case "erase-after":
      return { ...editor, after: "" };
    case "older":
      return shown(editor, editor.place - 1);
    case "newer":
      return shown(editor, editor.place + 1);
    case "clear":
      return { ...editor, before: "", after: "", place: editor.typed.length, draft: "" };
  }
}

/** Moves the cursor to the left by so many code units, or to the right when they are negative. */
function moved(editor: LineEditor, length: number): LineEditor {
  const text = textOf(editor);
  const at = editor.before.length - length;
  return { ...editor, before: text.slice(0, at), after: text.slice(at) };
}

function shown(editor: LineEditor, place: number): LineEditor {
  const { typed } = editor;
  if (place < 0 || place > typed.length) return editor;
  const draft = editor.place === typed.length ? textOf(editor) : editor.draft;
  return { ...editor, before: typed[place] ?? draft, after: "", place, draft };
}

const graphemes = new Intl.Segmenter();
// Chinese has no spaces between its words; the segmenter knows some of them.
const words = new Intl.Segmenter(undefined, { granularity: "word" });

function firstGrapheme(text: string): string {
  return graphemes.segment(text)[Symbol.iterator]().next().value?.segment ?? "";
}

function lastGrapheme(text: string): string {
  return [...graphemes.segment(text)].at(-1)?.segment ?? "";
}

function firstWord(text: string): string {
  let word = "";
  for (const { segment, isWordLike } of words.segment(text)) {
    word += segment;
    if (isWordLike === true) break;
  }
  return word;
}

function lastWord(text: string): string {
  let word = "";
  for (const { segment, isWordLike } of [...words.segment(text)].reverse()) {
    word = segment + word;
    if (isWordLike === true) break;
  }
  return word;
}
