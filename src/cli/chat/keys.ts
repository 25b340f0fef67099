import type { Edit } from "./line-editor.ts";

/** A key or a paste. */
export type Key = ViewKey | { readonly type: "redraw" } | { readonly type: "suspend" };

/** Keys that are about the chat, and not about the terminal. */
export type ViewKey =
  | Edit
  | { readonly type: "go"; readonly number: number }
  | {
      readonly type:
        | "enter"
        | "interrupt"
        | "end-of-input"
        | "page-up"
        | "page-down"
        | "to-end"
        | "next"
        | "previous"
        | "overlong-paste";
    };

type PlainKey = Exclude<Key["type"], "insert" | "go" | "overlong-paste">;

const controls: Readonly<Record<string, PlainKey>> = {
  "\r": "enter",
  "\u0001": "home",
  "\u0002": "left",
  "\u0003": "interrupt",
  "\u0004": "end-of-input",
  "\u0005": "end",
  "\u0006": "right",
  "\u0008": "backspace",
  "\u000b": "erase-after",
  "\u000c": "redraw",
  "\u000e": "next",
  "\u0010": "previous",
  "\u0015": "erase-before",
  "\u0017": "erase-word",
  "\u001a": "suspend",
  "\u007f": "backspace",
};

// After ESC. Terminals disagree about Home and End, and say O for [ in application mode.
const sequences: Readonly<Record<string, PlainKey>> = {
  "[A": "older",
  "[B": "newer",
  "[C": "right",
  "[D": "left",
  "[H": "home",
  "[F": "end",
  "[1~": "home",
  "[4~": "end",
  "[7~": "home",
  "[8~": "end",
  "[3~": "delete",
  "[5~": "page-up",
  "[6~": "page-down",
  "[1;5C": "word-right",
  "[1;5D": "word-left",
  "[1;3C": "word-right",
  "[1;3D": "word-left",
  "[1;5F": "to-end",
  "[4;5~": "to-end",
  b: "word-left",
  f: "word-right",
  "\u007f": "erase-word",
};

const PASTE_BEGIN = "\u001b[200~";
const PASTE_END = "\u001b[201~";
const PASTE_CHARACTERS_MAX = 64 * 1024;
// biome-ignore lint/suspicious/noControlCharactersInRegex: keys are control characters.
const sequencePattern = /^\u001b(?:[[O][0-9;?]*[ -/]*[@-~]|[^[O])/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
const unfinishedPattern = /^\u001b(?:[[O][0-9;?]*[ -/]*)?$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
const textPattern = /^[^\u0000-\u001f\u007f-\u009f]+/;

/** Reads keys from the bytes of a terminal, in chunks of any size. Over a slow line a key can come in two. */
export class KeyReader {
  #rest = "";
  /** Inside a paste that is dropped: until its end, no byte is a key. */
  #isDropping = false;

  read(chunk: string): readonly Key[] {
    this.#rest += chunk;
    const keys: Key[] = [];
    while (this.#rest !== "") {
      if (this.#isDropping) {
        if (!this.#endDropping()) break;
        continue;
      }
      if (this.#rest.startsWith(PASTE_BEGIN)) {
        const end = this.#rest.indexOf(PASTE_END);
        const length = end < 0 ? this.#rest.length : end;
        if (length > PASTE_CHARACTERS_MAX) {
          this.#isDropping = true;
          keys.push({ type: "overlong-paste" });
          continue;
        }
        if (end < 0) break;
        const text = this.#take(end).slice(PASTE_BEGIN.length);
        this.#take(PASTE_END.length);
        keys.push({ type: "insert", text: pasted(text) });
        continue;
      }
      if (unfinishedPattern.test(this.#rest)) break;
      const key = this.#next();
      if (key !== undefined) keys.push(key);
    }
    return keys;
  }

  /** Nothing came for a while: a lone Escape was that key, and means nothing here. */
  settle(): void {
    if (!this.#isDropping && unfinishedPattern.test(this.#rest)) this.#rest = "";
  }

  /** Returns whether the paste ended. Until then, bytes that may begin its end are kept. */
  #endDropping(): boolean {
    const end = this.#rest.indexOf(PASTE_END);
    this.#isDropping = end < 0;
    this.#rest = this.#isDropping ? this.#rest.slice(1 - PASTE_END.length) : this.#rest.slice(end + PASTE_END.length);
    return !this.#isDropping;
  }

  #next(): Key | undefined {
    const sequence = sequencePattern.exec(this.#rest)?.[0];
    if (sequence !== undefined) return keyOfSequence(this.#take(sequence.length).slice(1).replace(/^O/, "["));
    const text = textPattern.exec(this.#rest)?.[0];
    if (text !== undefined) return { type: "insert", text: this.#take(text.length) };
    const type = controls[this.#take(1)];
    return type === undefined ? undefined : { type };
  }

  #take(length: number): string {
    const text = this.#rest.slice(0, length);
    this.#rest = this.#rest.slice(length);
    return text;
  }
}

function keyOfSequence(sequence: string): Key | undefined {
  if (/^[1-9]$/.test(sequence)) return { type: "go", number: Number(sequence) };
  if (sequence === "\r") return { type: "insert", text: "\n" };
  const type = sequences[sequence];
  return type === undefined ? undefined : { type };
}

/** Line breaks stay in one message; other controls were not typed by anybody. */
function pasted(text: string): string {
  return text
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll("\t", "  ")
    .replaceAll(/[^\P{Cc}\n]/gu, "");
}
