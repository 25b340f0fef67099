import { visible } from "../terminal-text.ts";
import { bytesText } from "./amounts.ts";

type Fields = Readonly<Record<string, unknown>>;

const GAP = "  ";
const MINUTE_MS = 60_000;

/** An answer as people read it: a table of what it lists, and a line for everything else. `columns` is the width of a terminal; 0 cuts nothing. */
export function answerLines(answer: Fields, columns: number): readonly string[] {
  const entries = Object.entries(answer).filter(([, value]) => value !== undefined);
  if (entries.length === 0) return ["Done."];
  const isOneList = entries.filter(([name]) => name !== "next").length === 1;
  return entries.flatMap(([name, value]) => linesOf(name, value, { columns, isOneList }));
}

function linesOf(
  name: string,
  value: unknown,
  { columns, isOneList }: { readonly columns: number; readonly isOneList: boolean },
): readonly string[] {
  if (name === "next") return ["", `There is more: --after ${shellWord(String(value))}`];
  if (Array.isArray(value) && value.every(isFields) && (isOneList || value.length > 0)) {
    return [...(isOneList ? [] : ["", `${name}:`]), ...tableLines(value, columns)];
  }
  if (isFields(value) && !isPerson(value) && Object.keys(value).length > 0) {
    return Object.entries(value).map(([key, inner]) => `${name}.${key}: ${cellOf(key, inner)}`);
  }
  return [`${name}: ${cellOf(name, value)}`];
}

function tableLines(rows: readonly Fields[], columns: number): readonly string[] {
  if (rows.length === 0) return ["None."];
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = [names, ...rows.map((row) => names.map((name) => cellOf(name, row[name])))];
  const widths = names.map((_, column) => Math.max(...cells.map((row) => Bun.stringWidth(row[column] ?? ""))));
  return cells.map((row) => {
    const line = row.map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - Bun.stringWidth(cell))).join(GAP);
    return cut(line.trimEnd(), columns);
  });
}

function cellOf(name: string, value: unknown): string {
  if (value === undefined || value === null || value === "") return "-";
  if (isPerson(value)) return `${visible(value.nickname)} (${visible(value.id)})`;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return numberText(name, value);
  if (isFields(value)) {
    const inner = Object.entries(value).map(([key, each]) => `${key} ${cellOf(key, each)}`);
    return inner.length === 0 ? "-" : inner.join(", ");
  }
  if (Array.isArray(value)) return value.length === 0 ? "-" : value.map((each) => cellOf(name, each)).join(", ");
  return visible(String(value));
}

function numberText(name: string, value: number): string {
  if (name === "at" || name === "until" || name === "writesFrom" || name.endsWith("At")) return new Date(value).toISOString();
  if (name.endsWith("Bytes") || name === "uploadBytesMax") return bytesText(value);
  return name === "uptimeMs" ? `${Math.floor(value / MINUTE_MS)} minutes` : String(value);
}

function cut(line: string, columns: number): string {
  if (columns === 0 || Bun.stringWidth(line) <= columns) return line;
  let shown = "";
  let width = 1;
  for (const character of line) {
    width += Bun.stringWidth(character);
    if (width > columns) break;
    shown += character;
  }
  return `${shown}…`;
}

function shellWord(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : `'${visible(text).replaceAll("'", "'\\''")}'`;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isPerson(value: unknown): value is { id: string; nickname: string } {
  return isFields(value) && typeof value.id === "string" && typeof value.nickname === "string";
}
