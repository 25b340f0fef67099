import type { ConversationEvent, MessageEvent, OutboxEntry, Person } from "../../client/index.ts";
import { type Colour, type Paint, visible } from "../terminal-text.ts";
import { wrapText } from "../wrap-text.ts";
import type { ConversationLog } from "./conversation-log.ts";
import { type MemberEvent, memberSentence } from "./member-sentence.ts";

export interface LineOptions {
  readonly columns: number;
  readonly paint: Paint;
  /** Who looks at it. */
  readonly userId: string | undefined;
}

type Row =
  | { readonly type: "events"; readonly events: readonly ConversationEvent[] }
  | { readonly type: "notice"; readonly text: string };

const nicknameColours: readonly Colour[] = ["cyan", "green", "yellow", "blue", "magenta"];
const TIME_COLUMNS = 6;

/** What is held of a conversation, as lines of a terminal, oldest first. Text of strangers is harmless in them. */
export function logLines(log: ConversationLog, options: LineOptions): readonly string[] {
  const lines: string[] = [];
  let day = "";
  for (const row of rowsOf(log)) {
    if (row.type === "notice") {
      lines.push(...wrapText(visible(row.text), options.columns).map((line) => options.paint("dim", line)));
      continue;
    }
    const [first] = row.events;
    if (first === undefined) continue;
    const its = dayOf(first.at);
    if (its !== day) lines.push(options.paint("dim", `── ${its} ──`));
    day = its;
    lines.push(...(first.type === "message" ? messageLines(first, options) : memberLines(row.events, first.at, options)));
  }
  return lines;
}

/** What waits to be sent, or was refused. */
export function outboxLines(entries: readonly OutboxEntry[], { columns, paint }: LineOptions): readonly string[] {
  return entries.flatMap(({ state, text, error, createdAt }) => {
    const status = state === "sending" ? "… sending" : `✗ failed: ${error?.message ?? "it was refused."} (/retry or /discard)`;
    const lines = bodyLines(`${text} ${status}`, columns - TIME_COLUMNS);
    return timed(createdAt, lines).map((line) => paint(state === "sending" ? "dim" : "red", line));
  });
}

function rowsOf({ events, notices }: ConversationLog): readonly Row[] {
  const rows: Row[] = [];
  let noticeAt = 0;
  const takeNotices = (beforeSeq: number): void => {
    for (let notice = notices[noticeAt]; notice !== undefined && notice.afterSeq < beforeSeq; notice = notices[noticeAt]) {
      rows.push({ type: "notice", text: notice.text });
      noticeAt += 1;
    }
  };
  for (const event of events) {
    takeNotices(event.seq);
    const last = rows.at(-1);
    if (last?.type === "events" && isFolded(last.events, event))
      rows[rows.length - 1] = { type: "events", events: [...last.events, event] };
    else rows.push({ type: "events", events: [event] });
  }
  takeNotices(Number.POSITIVE_INFINITY);
  return rows;
}

function isFolded(before: readonly ConversationEvent[], event: ConversationEvent): boolean {
  const [first] = before;
  return first !== undefined && first.type !== "message" && event.type !== "message" && dayOf(first.at) === dayOf(event.at);
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
