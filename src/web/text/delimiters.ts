import type { Line } from "./block-marks.ts";
import type { InlineStyle, TextLeaf } from "./nodes.ts";

type DelimiterCharacter = "*" | "_" | "~";

/** A row of the same character that may open or close emphasis. */
export interface Delimiter {
  readonly type: "delimiter";
  readonly character: DelimiterCharacter;
  readonly start: number;
  readonly length: number;
  readonly canOpen: boolean;
  readonly canClose: boolean;
  /** From the outside to the inside. */
  readonly opens: InlineStyle[];
  /** From the inside to the outside. */
  readonly closes: InlineStyle[];
  /** How many of its characters are not used yet. What is left at the end is text. */
  free: number;
}

/** Scripts that put no space between words. */
const CJK = /[\p{Ideographic}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Bopo}]/u;
const WORD = /[\p{L}\p{N}]/u;
const PUNCTUATION = /\p{P}/u;
const SPACE = /\s/;
/** A longer row is a separator. */
const LENGTHS: Record<DelimiterCharacter, readonly number[]> = { "*": [1, 2, 3], _: [1], "~": [2] };

/** The texts and delimiters in a part of a line, in their order. */
export function delimitersIn(line: Line, from: number, to: number): (TextLeaf | Delimiter)[] {
  const found: (TextLeaf | Delimiter)[] = [];
  let done = from;
  const addText = (end: number): void => {
    if (end > done) found.push({ type: "text", text: line.text.slice(done, end), start: line.start + done });
  };
  for (const { index, 0: row } of line.text.slice(from, to).matchAll(/\*+|_+|~+/g)) {
    const delimiter = delimiterAt(line, from + index, row);
    if (delimiter === undefined) continue;
    addText(from + index);
    found.push(delimiter);
    done = from + index + row.length;
  }
  addText(to);
  return found;
}

function delimiterAt(line: Line, at: number, row: string): Delimiter | undefined {
  const character = row[0] as DelimiterCharacter;
  const [before, after] = [characterBefore(line.text, at), characterAt(line.text, at + row.length)];
  // ¯\_(ツ)_/¯
  if (!LENGTHS[character].includes(row.length) || before === "\\") return undefined;
  const canOpen = after !== "" && !SPACE.test(after) && mayTouch(row, before, after);
  const canClose = before !== "" && !SPACE.test(before) && mayTouch(row, after, before);
  if (!canOpen && !canClose) return undefined;
  const start = line.start + at;
  return { type: "delimiter", character, start, length: row.length, canOpen, canClose, opens: [], closes: [], free: row.length };
}

/** Whether a row may stand between its outer and its inner neighbour: `snake_case`, `2*3*4` and `-_-` are as they are. */
function mayTouch(row: string, outer: string, inner: string): boolean {
  if (row === "_") return outer === "" || SPACE.test(outer) || (PUNCTUATION.test(outer) && WORD.test(inner));
  return row !== "*" || !isSpacedWord(outer) || !isSpacedWord(inner);
}

function isSpacedWord(character: string): boolean {
  return WORD.test(character) && !CJK.test(character);
}

function characterAt(text: string, at: number): string {
  return at < text.length ? String.fromCodePoint(text.codePointAt(at) ?? 0) : "";
}

function characterBefore(text: string, at: number): string {
  const pair = text.slice(Math.max(0, at - 2), at);
  return (pair.codePointAt(0) ?? 0) > 0xffff ? pair : pair.slice(-1);
}
