import { expect, test } from "bun:test";
import fc from "fast-check";
import { paintAnsi, paintNothing } from "../terminal-text.ts";
import { edited, emptyEditor } from "./line-editor.ts";
import { layOut, type ScreenView } from "./screen.ts";

const size = { columns: 40, rows: 10 };

const view: ScreenView = {
  title: "lobby · 2 online",
  owner: "ann at 127.0.0.1:9527",
  tabs: [
    { name: "lobby", unreadCount: 0, isShown: true },
    { name: "小鱼", unreadCount: 3, isShown: false },
  ],
  lines: ["one", "two", "three", "four", "five", "six", "seven", "eight"],
  linesBelow: 0,
  status: { text: "小鱼 is typing …", isWarning: false },
  editor: emptyEditor,
};

function typed(text: string): ScreenView {
  return { ...view, editor: edited(emptyEditor, { type: "insert", text }) };
}

test("the newest lines are above the conversations, the status and the line that is typed", () => {
  const { lines, cursor } = layOut(typed("你好"), size, paintNothing);
  expect(lines.map((line) => line.trimEnd())).toEqual([
    " lobby · 2 online    ann at 127.0.0.1:9…",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "[1 lobby] 2 小鱼 (3)",
    "小鱼 is typing …",
    "> 你好",
  ]);
  expect(cursor).toEqual({ row: 9, column: 6 });
});

test("scrolled back, the lines below are hidden", () => {
  expect(layOut({ ...view, linesBelow: 2 }, size, paintNothing).lines.slice(1, 7)).toEqual(view.lines.slice(0, 6));
});

test("a long line that is typed takes more rows, with the cursor in sight", () => {
  const { lines, cursor } = layOut(typed(`${"鱼".repeat(30)}\nend`), size, paintNothing);
  expect(lines.at(-1)).toBe("  end");
  expect(cursor).toEqual({ row: 9, column: 5 });
  expect(lines.length).toBe(10);
});

test("a character that is wider than the terminal is not drawn over its edge", () => {
  const { lines } = layOut(typed("𝅘𝅥𝅮 "), { columns: 4, rows: 4 }, paintNothing);
  expect(lines.slice(0, -1).every((line) => Bun.stringWidth(line) <= 4)).toBe(true);
});

test("in a terminal of any size every row is filled and none is too wide", () => {
  const sizes = fc.record({ columns: fc.integer({ min: 4, max: 120 }), rows: fc.integer({ min: 1, max: 40 }) });
  fc.assert(
    fc.property(sizes, fc.string({ unit: "grapheme" }), (any, text) => {
      const { lines, cursor } = layOut({ ...typed(text), title: text, lines: [] }, any, paintAnsi);
      expect(lines.length).toBe(any.rows);
      expect(cursor.row).toBeLessThan(any.rows);
      expect(cursor.row).toBeGreaterThanOrEqual(0);
      expect(lines.slice(0, -1).every((line) => Bun.stringWidth(line) <= any.columns)).toBe(true);
    }),
  );
});

test("a stranger's names and sentences cannot command the terminal, wherever they are painted", () => {
  const text = "\u001b[2J\u009b2J\u0007\u202e\n";
  const tabs = [{ name: text, unreadCount: 1, isShown: true }];
  const { lines } = layOut(
    { ...typed(text), title: text, owner: text, tabs, status: { text, isWarning: true } },
    { columns: 150, rows: 10 },
    paintNothing,
  );
  expect(lines.join("")).not.toMatch(/[\p{Cc}\u202e]/u);
  expect(lines.join("").split("\\x1b[2J\\x9b2J").length).toBe(1 + 5);
});
