import type { FileInfo, MessageEvent, OutgoingMessage, Person, Quote } from "../../client/index.ts";
import { type Colour, type Paint, visible } from "../terminal-text.ts";
import { wrapText } from "../wrap-text.ts";
import { byteCount } from "./byte-count.ts";
import { words } from "./i18n/words.ts";
import { type EventsRow, type Row, rowsOf } from "./log-rows.ts";
import { markedLines } from "./marked-text.ts";
import { type MemberEvent, memberSentence } from "./member-sentence.ts";
import type { Notice, TerminalLog } from "./terminal-log.ts";

export interface LineOptions {
  readonly columns: number;
  readonly paint: Paint;
  /** The reader. */
  readonly userId: string | undefined;
  /** Shows each message's number, by which commands name it. */
  readonly hasNumbers: boolean;
}

const say = words.messages;
const nicknameColours: readonly Colour[] = ["cyan", "green", "yellow", "blue", "magenta"];
const TIME_COLUMNS = 6;

/** Lays out conversations for one width and one reader. A laid-out row is not laid out again. */
export class LogLayout {
  readonly options: LineOptions;
  /** By the last event of a row, or by the notice. */
  readonly #laid = new WeakMap<Row["last"], LaidRow>();

  constructor(options: LineOptions) {
    this.options = options;
  }

  of(log: Pick<TerminalLog, "entries" | "notices">): LaidLog {
    return new LaidLog(rowsOf(log).map((row) => this.#lay(row)));
  }

  #lay(row: Row): LaidRow {
    const known = this.#laid.get(row.last);
    if (known?.first === row.first && known.day === row.day && known.before === row.before) return known; // with no hole between, it is the same row
    const laid = { ...row, lines: linesOf(row, this.options) };
    this.#laid.set(row.last, laid);
    return laid;
  }
}

/** A conversation as lines of a terminal, laid out from its end as far as is asked for. Text of strangers is harmless in it. */
export class LaidLog {
  readonly #rows: Iterator<LaidRow>;
  /** Those that were asked for, newest first. */
  readonly #laid: LaidRow[] = [];
  #lineCount = 0;

  constructor(rows: Iterator<LaidRow>) {
    this.#rows = rows;
  }

  /** The newest lines, oldest first: at least so many, or all there are. */
  newest(count: number): readonly string[] {
    while (this.#lineCount < count && this.#layNext());
    return this.#laid.toReversed().flatMap(({ lines }) => lines);
  }

  /** How many lines there are from those of that event on, which others may share with it; 0 when it is not held. */
  countFrom(seq: number): number {
    let count = 0;
    for (let at = 0; at < this.#laid.length || this.#layNext(); at += 1) {
      const row = this.#laid[at];
      count += row?.lines.length ?? 0;
      if (row?.type === "events" && row.first.seq <= seq) return row.last.seq >= seq ? count : 0;
    }
    return 0;
  }

  #layNext(): boolean {
    const { done, value } = this.#rows.next();
    if (done === true) return false;
    this.#laid.push(value);
    this.#lineCount += value.lines.length;
    return true;
  }
}

/** Unsent and refused messages. */
export function outboxLines(entries: readonly OutgoingMessage[], { columns, paint }: LineOptions): readonly string[] {
  return entries.flatMap(({ state, text, files = [], error, createdAt }) => {
    const reason = error === undefined ? say.wasRefused : words.errorOf(error);
    const status = { sending: say.sending, sent: "✓", failed: say.failed(reason) }[state];
    const names = files.map(({ name }) => `📎 ${name}`);
    const lines = bodyLines([...(text === "" ? [] : [text]), ...names, status].join(" "), columns - TIME_COLUMNS);
    return timed(createdAt, lines).map((line) => paint(state === "failed" ? "red" : "dim", line));
  });
}

type LaidRow = Row & { readonly lines: readonly string[] };

function linesOf(row: Row, options: LineOptions): readonly string[] {
  if (row.type === "notice") return noticeLines(row.first, options);
  const { first, day } = row;
  const lines = first.type === "message" ? messageLines(first, options) : memberLines(row, options);
  return day === undefined ? lines : [options.paint("dim", `── ${day} ──`), ...lines];
}

function noticeLines({ text, marks = [] }: Notice, { columns, paint }: LineOptions): readonly string[] {
  return markedLines({ text, marks }, columns, paint);
}

function messageLines(message: MessageEvent, { columns, paint, userId, hasNumbers }: LineOptions): readonly string[] {
  const { by, text, at, seq, reply, reactions = [], files = [], editedAt, isDeleted = false } = message;
  const nickname = visible(by.nickname);
  const isOwn = by.id === userId;
  const marks = [...(editedAt === undefined ? [] : [say.edited]), ...(isOwn ? ["✓"] : [])];
  const content = isDeleted ? [say.deleted] : [...(text === "" ? [] : [text]), ...marks];
  const width = columns - TIME_COLUMNS;
  const name = by.isBot === true ? `${by.nickname}${words.order.marked([words.order.marks.bot])}` : by.nickname;
  const [first = "", ...rest] = bodyLines([`${name}:`, ...content].join(" "), width);
  const named = first.startsWith(nickname)
    ? paint(isOwn ? "bold" : colourOf(by), nickname) + first.slice(nickname.length)
    : first;
  const quote = reply === undefined ? [] : bodyLines(quoteLine(reply), width).slice(0, 1);
  const counts = reactions.map(({ emoji, count }) => `${emoji} ${count}`).join("  ");
  const attached = isDeleted ? [] : files.flatMap((file) => bodyLines(fileLine(file, seq), width));
  const below = [...(counts === "" ? [] : bodyLines(counts, width)), ...(hasNumbers ? [`#${seq}`] : [])];
  const dim = (line: string): string => paint("dim", line);
  return timed(at, [...quote.map(dim), named, ...rest, ...attached, ...below.map(dim)], paint);
}

/** A file of a message: what it is, and how to get it. */
export function fileLine({ name, byteLength }: FileInfo, seq: number): string {
  return `📎 ${words.files.offered(name, byteCount(byteLength), seq)}`;
}

function quoteLine({ by, text }: Quote): string {
  const quoted = text?.replaceAll(/\s+/g, " ") ?? say.deleted;
  return by === undefined ? `↳ ${say.notKept}` : `↳ ${by.nickname}: ${quoted}`;
}

function memberLines({ entries, first, before }: EventsRow, { columns, paint }: LineOptions): readonly string[] {
  const changes = entries.filter((entry): entry is MemberEvent => entry.type !== "message");
  const sentence = memberSentence(changes, before);
  if (sentence === "") return []; // a rule of a newer server says nothing
  const lines = bodyLines(`* ${sentence}`, columns - TIME_COLUMNS);
  return timed(first.at, lines).map((line) => paint("dim", line));
}

function bodyLines(text: string, columns: number): readonly string[] {
  return text
    .replaceAll("\t", "    ")
    .split(/\r\n|\r|\n/)
    .flatMap((line) => wrapText(visible(line), Math.max(columns, 2)));
}

function timed(at: number, lines: readonly string[], paint: Paint = (_colour, text) => text): readonly string[] {
  return lines.map((line, index) => (index === 0 ? `${paint("dim", timeOf(at))} ${line}` : `${" ".repeat(TIME_COLUMNS)}${line}`));
}

function colourOf({ id }: Person): Colour {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 65_521;
  return nicknameColours[sum % nicknameColours.length] ?? "cyan";
}

export function timeOf(at: number): string {
  const date = new Date(at);
  return `${String(date.getHours()).padStart(2, "0")}:${String(date.getMinutes()).padStart(2, "0")}`;
}
