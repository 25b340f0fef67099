import { type Paint, visible } from "../terminal-text.ts";
import { shorten } from "../wrap-text.ts";
import type { LineEditor } from "./line-editor.ts";

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** Everything that is on the screen, before it is laid out. Text of strangers is as they wrote it, except in `lines`. */
export interface ScreenView {
  readonly title: string;
  readonly owner: string;
  /** In their order; their places from 1 are the numbers that one types. */
  readonly tabs: readonly Tab[];
  /** Lines of the conversation, painted already, oldest first. */
  readonly lines: readonly string[];
  /** How many of them are hidden below the screen. */
  readonly linesBelow: number;
  readonly status: { readonly text: string; readonly isWarning: boolean };
  readonly editor: LineEditor;
}

export interface Tab {
  readonly name: string;
  readonly unreadCount: number;
  readonly isShown: boolean;
}

/** One line for each row of the terminal, and where the cursor is, from 0. */
export interface Frame {
  readonly lines: readonly string[];
  readonly cursor: { readonly row: number; readonly column: number };
}

const INPUT_ROWS_MAX = 6;
const PROMPT = "> ";

/** Rows that are left for the conversation. */
export function logRows(size: ScreenSize, editor: LineEditor): number {
  return Math.max(1, size.rows - inputOf(size, editor).lines.length - 3);
}

/** The title, the conversation, the other conversations, the status, and the input. */
export function layOut(view: ScreenView, size: ScreenSize, paint: Paint): Frame {
  const { columns } = size;
  const input = inputOf(size, view.editor);
  const height = logRows(size, view.editor);
  const end = view.lines.length - view.linesBelow;
  const shown = view.lines.slice(Math.max(0, end - height), Math.max(0, end));
  const blank = Array.from({ length: height - shown.length }, () => "");
  const lines = [
    paint("inverse", titleLine(view, columns)),
    ...blank,
    ...shown,
    paint("inverse", padded(tabsLine(view.tabs, columns), columns)),
    paint(view.status.isWarning ? "yellow" : "dim", shorten(visible(view.status.text), columns)),
    ...input.lines,
  ];
  // On a very low terminal the input line stays, and the other parts go.
  const cut = Math.max(0, lines.length - size.rows);
  return {
    lines: lines.slice(cut),
    cursor: { row: lines.length - cut - input.lines.length + input.row, column: input.column },
  };
}

function titleLine({ title, owner }: ScreenView, columns: number): string {
  const right = shorten(` ${visible(owner)} `, Math.floor(columns / 2));
  const left = shorten(` ${visible(title)}`, columns - Bun.stringWidth(right));
  return padded(left, columns - Bun.stringWidth(right)) + right;
}

function tabsLine(tabs: readonly Tab[], columns: number): string {
  const labels = tabs.map(({ name, unreadCount, isShown }, index) => {
    const label = `${index + 1} ${shorten(visible(name), 20)}${unreadCount > 0 ? ` (${unreadCount})` : ""}`;
    return { text: isShown ? `[${label}]` : ` ${label} `, isWanted: isShown || unreadCount > 0 };
  });
  const all = labels.map(({ text }) => text).join("");
  if (Bun.stringWidth(all) <= columns) return all;
  const wanted = labels.filter(({ isWanted }) => isWanted).map(({ text }) => text);
  return shorten(`${wanted.join("")} …`, columns);
}

function padded(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - Bun.stringWidth(text)));
}

interface Input {
  readonly lines: readonly string[];
  readonly row: number;
  readonly column: number;
}

const graphemes = new Intl.Segmenter();

/** The input, in as many rows as it takes, of which those around the cursor are shown. */
function inputOf({ columns, rows }: ScreenSize, { before, after }: LineEditor): Input {
  const lines = [PROMPT];
  let width = PROMPT.length;
  const write = (text: string): void => {
    for (const { segment } of graphemes.segment(text)) {
      const isBreak = segment === "\n";
      const shown = isBreak ? "" : visible(segment);
      // A single character can be wider than a very narrow terminal.
      const piece = Bun.stringWidth(shown) > columns - PROMPT.length ? "…" : shown;
      // One column stays free for the cursor behind the last character.
      if (isBreak || width + Bun.stringWidth(piece) >= columns) {
        lines.push(" ".repeat(PROMPT.length));
        width = PROMPT.length;
      }
      lines[lines.length - 1] += piece;
      width += Bun.stringWidth(piece);
    }
  };
  write(before);
  const cursor = { row: lines.length - 1, column: width };
  write(after);
  const height = Math.min(lines.length, INPUT_ROWS_MAX, Math.max(1, Math.floor(rows / 2)));
  const top = Math.max(0, Math.min(cursor.row - height + 1, lines.length - height));
  return { lines: lines.slice(top, top + height), row: cursor.row - top, column: cursor.column };
}
