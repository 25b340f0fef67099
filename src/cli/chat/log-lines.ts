import type { ConversationEvent, MessageEvent, OutboxEntry, Person } from "../../client/index.ts";
import { type Colour, type Paint, visible } from "../terminal-text.ts";
import { wrapText } from "../wrap-text.ts";
import type { ConversationLog, Notice } from "./conversation-log.ts";
import { type MemberEvent, memberSentence } from "./member-sentence.ts";

export interface LineOptions {
  readonly columns: number;
  readonly paint: Paint;
  /** Who looks at it. */
  readonly userId: string | undefined;
}

const nicknameColours: readonly Colour[] = ["cyan", "green", "yellow", "blue", "magenta"];
const TIME_COLUMNS = 6;

/** A conversation as lines of a terminal, oldest first. Text of strangers is harmless in them. */
export interface LaidLog {
  readonly lines: readonly string[];
  /** Where the line of an event begins, which others may share with it; `undefined` when it is not held. */
  lineOf(seq: number): number | undefined;
}

/** Lays out what is held of conversations, for one width and one reader. What was laid out once is not laid out again. */
export class LogLayout {
  readonly options: LineOptions;
  /** By the last event of a row, or by the notice. */
  readonly #laid = new WeakMap<Row["last"], LaidRow>();

  constructor(options: LineOptions) {
    this.options = options;
  }

  of(log: ConversationLog): LaidLog {
    const lines: string[] = [];
    const starts: { readonly lastSeq: number; readonly line: number }[] = [];
    let shownDay = "";
    for (const row of rowsOf(log)) {
      const { day, lines: its } = this.#layRow(row);
      if (day !== undefined && day !== shownDay) {
        lines.push(this.options.paint("dim", `── ${day} ──`));
        shownDay = day;
      }
      if (row.type === "events") starts.push({ lastSeq: row.last.seq, line: lines.length });
      lines.push(...its);
    }
    const firstSeq = log.events[0]?.seq ?? Number.POSITIVE_INFINITY;
    const lineOf = (seq: number) => (seq < firstSeq ? undefined : starts.find(({ lastSeq }) => lastSeq >= seq)?.line);
    return { lines, lineOf };
  }

  #layRow(row: Row): LaidRow {
    const known = this.#laid.get(row.last);
    if (known !== undefined && known.first === row.first) return known; // with no hole between, these are the same events
    const laid = layRow(row, this.options);
    this.#laid.set(row.last, laid);
    return laid;
  }
}

/** What waits to be sent, or was refused. */
export function outboxLines(entries: readonly OutboxEntry[], { columns, paint }: LineOptions): readonly string[] {
  return entries.flatMap(({ state, text, error, createdAt }) => {
    const status = state === "sending" ? "… sending" : `✗ failed: ${error?.message ?? "it was refused."} (/retry or /discard)`;
    const lines = bodyLines(`${text} ${status}`, columns - TIME_COLUMNS);
    return timed(createdAt, lines).map((line) => paint(state === "sending" ? "dim" : "red", line));
  });
}

/** What is laid out together: a message, comings and goings in a row, or a notice. */
type Row = EventsRow | { readonly type: "notice"; readonly first: Notice; readonly last: Notice };

interface EventsRow {
  readonly type: "events";
  readonly first: ConversationEvent;
  last: ConversationEvent;
  readonly events: ConversationEvent[];
}

interface LaidRow {
  readonly first: Row["first"];
  /** A notice has none. */
  readonly day: string | undefined;
  readonly lines: readonly string[];
}

function rowsOf({ events, notices }: ConversationLog): readonly Row[] {
  const rows: Row[] = [];
  let noticeAt = 0;
  const takeNotices = (beforeSeq: number): void => {
    for (let notice = notices[noticeAt]; notice !== undefined && notice.afterSeq < beforeSeq; notice = notices[noticeAt]) {
      rows.push({ type: "notice", first: notice, last: notice });
      noticeAt += 1;
    }
  };
  for (const event of events) {
    takeNotices(event.seq);
    const row = rows.at(-1);
    if (row?.type === "events" && isFolded(row.first, event)) {
      row.events.push(event);
      row.last = event;
    } else rows.push({ type: "events", first: event, last: event, events: [event] });
  }
  takeNotices(Number.POSITIVE_INFINITY);
  return rows;
}

function isFolded(first: ConversationEvent, event: ConversationEvent): boolean {
  return first.type !== "message" && event.type !== "message" && dayOf(first.at) === dayOf(event.at);
}

function layRow(row: Row, options: LineOptions): LaidRow {
  const { first } = row;
  if (row.type === "notice") return { first, day: undefined, lines: noticeLines(row.first, options) };
  return { first, day: dayOf(row.first.at), lines: eventLines(row, options) };
}

function noticeLines({ text }: Notice, { columns, paint }: LineOptions): readonly string[] {
  return wrapText(visible(text), columns).map((line) => paint("dim", line));
}

function eventLines({ first, events }: EventsRow, options: LineOptions): readonly string[] {
  return first.type === "message" ? messageLines(first, options) : memberLines(events, first.at, options);
}

function messageLines({ by, text, at }: MessageEvent, { columns, paint, userId }: LineOptions): readonly string[] {
  const nickname = visible(by.nickname);
  const isOwn = by.id === userId;
  const [first = "", ...rest] = bodyLines(`${by.nickname}: ${text}${isOwn ? " ✓" : ""}`, columns - TIME_COLUMNS);
  const named = first.startsWith(nickname)
    ? paint(isOwn ? "bold" : colourOf(by), nickname) + first.slice(nickname.length)
    : first;
  return timed(at, [named, ...rest], paint);
}

function memberLines(events: readonly ConversationEvent[], at: number, { columns, paint }: LineOptions): readonly string[] {
  const changes = events.filter((event): event is MemberEvent => event.type !== "message");
  const lines = bodyLines(`* ${memberSentence(changes)}`, columns - TIME_COLUMNS);
  return timed(at, lines).map((line) => paint("dim", line));
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

const days = new Intl.DateTimeFormat("en-GB", { dateStyle: "full" });

function dayOf(at: number): string {
  return days.format(at);
}
