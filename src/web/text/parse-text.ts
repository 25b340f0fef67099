import {
  codeBeforeClosing,
  type Fence,
  indentOf,
  itemMark,
  type Line,
  linesOf,
  openingFence,
  quoteMarkLength,
  withoutStart,
} from "./block-marks.ts";
import { addText } from "./inline-tree.ts";
import { MentionCursor } from "./mention-cursor.ts";
import type { Block, Inline, ListItem, MentionRange, TextLeaf } from "./nodes.ts";
import { parseLine } from "./parse-line.ts";

/** Quotes and lists inside each other. What lies deeper is text. */
const DEPTH_MAX = 4;
/** A line below an item belongs to it when it is indented by so much. */
const INDENT_MIN = 2;

/**
 * A message's text as a tree of blocks. Marks do not reach over a line break. The time is linear in the length of any text.
 * `mentions` may come in any order. Of two that overlap the earlier one counts.
 */
export function parseText(text: string, mentions: readonly MentionRange[] = []): readonly Block[] {
  return text === "" ? [] : new BlockParser(mentions).parse(linesOf(text), 0);
}

class BlockParser {
  readonly #mentions: MentionCursor;

  constructor(mentions: readonly MentionRange[]) {
    this.#mentions = new MentionCursor(mentions);
  }

  parse(lines: readonly Line[], depth: number): readonly Block[] {
    const blocks: Block[] = [];
    let textFrom = 0;
    let index = 0;
    while (index < lines.length) {
      const end = blockEnd(lines, index, depth);
      if (end === undefined) {
        index += 1;
        continue;
      }
      blocks.push(...this.#paragraph(withoutBlankEdges(lines.slice(textFrom, index))));
      blocks.push(this.#block(lines.slice(index, end), depth));
      index = end;
      textFrom = end;
    }
    const rest = lines.slice(textFrom);
    blocks.push(...this.#paragraph(textFrom === 0 ? rest : withoutBlankEdges(rest)));
    return blocks;
  }

  #block(lines: readonly Line[], depth: number): Block {
    const [first, ...others] = lines;
    if (first === undefined) throw new Error("A block has a line.");
    const fence = openingFence(first);
    if (fence !== undefined) return codeBlock(fence, others);
    if (quoteMarkLength(first) === undefined) return this.#list(lines, depth);
    const quoted = lines.map((line) => withoutStart(line, quoteMarkLength(line) ?? 0));
    return { type: "quote", blocks: this.parse(quoted, depth + 1) };
  }

  #list(lines: readonly Line[], depth: number): Block {
    const items: ListItem[] = [];
    let index = 0;
    while (index < lines.length) {
      const first = lines[index];
      const mark = first && itemMark(first);
      if (first === undefined || mark === undefined) throw new Error("A list is made of items.");
      const end = itemEnd(lines, index);
      const indented = lines.slice(index + 1, end).map((line) => withoutStart(line, Math.min(indentOf(line), mark.length)));
      items.push({ number: mark.number, blocks: this.parse([withoutStart(first, mark.length), ...indented], depth + 1) });
      index = end;
    }
    return { type: "list", isNumbered: items[0]?.number !== undefined, items };
  }

  #paragraph(lines: readonly Line[]): Block[] {
    if (lines.length === 0) return [];
    const children: Inline[] = [];
    for (const [index, line] of lines.entries()) {
      parseLine(line, this.#mentions, children);
      if (index < lines.length - 1) addText(children, "\n", line.start + line.text.length);
    }
    return [{ type: "paragraph", children }];
  }
}

/** Where the block ends that begins at that line; undefined if it is text. */
function blockEnd(lines: readonly Line[], from: number, depth: number): number | undefined {
  const first = lines[from];
  if (first === undefined) return undefined;
  const fence = openingFence(first);
  if (fence !== undefined) return codeEnd(lines, from + 1, fence);
  if (depth === DEPTH_MAX) return undefined;
  let end = from;
  if (quoteMarkLength(first) !== undefined) {
    for (let line: Line | undefined = first; line !== undefined && quoteMarkLength(line) !== undefined; line = lines[end])
      end += 1;
    return end;
  }
  const kind = listKind(first);
  if (kind === undefined) return undefined;
  for (let line: Line | undefined = first; line !== undefined && listKind(line) === kind; line = lines[end])
    end = itemEnd(lines, end);
  return end;
}

/** Code that nothing closes goes on to the last line. A fence with nothing below it is text. */
function codeEnd(lines: readonly Line[], from: number, fence: Fence): number | undefined {
  if (from === lines.length) return undefined;
  for (let index = from; ; index += 1) {
    const line = lines[index];
    if (line === undefined) return index;
    if (codeBeforeClosing(line, fence) !== undefined) return index + 1;
  }
}

function listKind(line: Line): "numbered" | "bullets" | undefined {
  const mark = itemMark(line);
  if (mark === undefined) return undefined;
  return mark.number === undefined ? "bullets" : "numbered";
}

function itemEnd(lines: readonly Line[], from: number): number {
  let end = from + 1;
  for (let line = lines[end]; line !== undefined && line.text.trim() !== "" && indentOf(line) >= INDENT_MIN; line = lines[end])
    end += 1;
  return end;
}

function codeBlock(fence: Fence, lines: readonly Line[]): Block {
  const code: TextLeaf[] = [];
  for (const [index, line] of lines.entries()) {
    const length = codeBeforeClosing(line, fence) ?? line.text.length;
    const isLast = index === lines.length - 1;
    if (!isLast) addText(code, `${line.text}\n`, line.start);
    else if (length > 0) addText(code, line.text.slice(0, length), line.start);
  }
  return { type: "code-block", language: fence.language, lines: code };
}

function withoutBlankEdges(lines: readonly Line[]): readonly Line[] {
  const isText = ({ text }: Line) => text.trim() !== "";
  const first = lines.findIndex(isText);
  return first < 0 ? [] : lines.slice(first, lines.findLastIndex(isText) + 1);
}
