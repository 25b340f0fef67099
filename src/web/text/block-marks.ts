/** A line without its line break. `start` is where it stands in the whole text. */
export interface Line {
  readonly start: number;
  readonly text: string;
}

export interface Fence {
  readonly ticks: number;
  readonly language: string;
}

export interface ItemMark {
  /** Of a numbered list. */
  readonly number: number | undefined;
  /** How much of the line the mark is. */
  readonly length: number;
}

const OPENING = /^ {0,3}(`{3,})([^`]*)$/;
const LANGUAGE = /^[\p{L}\p{N}+#._-]{0,24}$/u;
const CLOSING = /^[^`]*(`{3,})\s*$/;
/** With a space behind it, or `>_<` would be a quote. */
const QUOTE = /^>(?: |$|(?=>+(?: |$)))/;
const ITEM = /^ {0,3}(?:[-*]|(\d{1,9})[.)]) +(?=\S)/;
/** A separator: marks without a text. */
const RULE = /^[\s*-]*$/;

/** What stands behind the backticks is a language or nothing: no word of a message is lost. */
export function openingFence({ text }: Line): Fence | undefined {
  const [, ticks, info] = OPENING.exec(text) ?? [];
  const language = info?.trim();
  return ticks === undefined || language === undefined || !LANGUAGE.test(language)
    ? undefined
    : { ticks: ticks.length, language };
}

/** How much of the line is code before the backticks that close it. */
export function codeBeforeClosing({ text }: Line, { ticks }: Fence): number | undefined {
  const closing = CLOSING.exec(text)?.[1];
  return closing !== undefined && closing.length >= ticks ? text.lastIndexOf(closing) : undefined;
}

export function quoteMarkLength({ text }: Line): number | undefined {
  return QUOTE.exec(text)?.[0].length;
}

export function itemMark({ text }: Line): ItemMark | undefined {
  const match = RULE.test(text) ? null : ITEM.exec(text);
  if (match === null) return undefined;
  return { number: match[1] === undefined ? undefined : Number(match[1]), length: match[0].length };
}

export function indentOf({ text }: Line): number {
  return text.length - text.trimStart().length;
}

export function withoutStart({ start, text }: Line, length: number): Line {
  return { start: start + length, text: text.slice(length) };
}

export function linesOf(text: string): Line[] {
  let start = 0;
  return text.split("\n").map((line) => {
    const at = start;
    start += line.length + 1;
    return { start: at, text: line };
  });
}
