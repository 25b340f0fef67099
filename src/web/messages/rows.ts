import {
  type LogEntry,
  type MessageEvent,
  type OutgoingMessage,
  type Person,
  quoteOf,
  type RulesEvent,
} from "../../client/index.ts";
import { changeOf, isMemberChange, type MemberChange } from "./member-changes.ts";

/** A message as it is shown: stored, or the user's own on its way. */
export type ShownMessage =
  | (MessageEvent & { readonly outgoing?: undefined })
  | (Omit<MessageEvent, "seq"> & { readonly seq?: undefined; readonly outgoing: OutgoingMessage });

/** Messages of one author within this time stand under one heading. */
export const GROUP_LIFETIME_MS = 5 * 60 * 1000;

export interface DayRow {
  readonly kind: "day";
  readonly key: string;
  readonly at: number;
}
/** The line above the first message that was not read. */
export interface UnreadRow {
  readonly kind: "unread";
  readonly key: string;
}
export interface MessageRow {
  readonly kind: "message";
  /** The same before and after the message is stored: its row stays the same element. */
  readonly key: string;
  readonly message: ShownMessage;
  /** Shows its author: the first of a group. */
  readonly isHeading: boolean;
}
/** What is told of the room itself: how it is described, and the order in it. */
export type RoomChange = Exclude<LogEntry, { readonly type: "message" | "join" | "profile" }>;

/** Joins, leaves and changes of the room that follow each other. */
export interface MembersRow {
  readonly kind: "members";
  readonly key: string;
  readonly changes: readonly MemberChange[];
  readonly roomChanges: readonly RoomChange[];
  /** The rules before them; missing where those are not loaded. */
  readonly rulesBefore: Pick<RulesEvent, "rules" | "isArchived"> | undefined;
}
export type Row = DayRow | UnreadRow | MessageRow | MembersRow;

interface RowsOptions {
  readonly me: Person;
  /** Where the line "new" stands: behind this seq. */
  readonly unreadAfter: number | undefined;
  /** The start of the reader's day for a time. */
  readonly dayOf: (at: number) => number;
}

/** The rows for consecutive entries, and behind them the user's own messages that are on their way. */
export function rowsOf(
  entries: readonly LogEntry[],
  outgoing: readonly OutgoingMessage[],
  { me, unreadAfter, dayOf }: RowsOptions,
): readonly Row[] {
  const rows: Row[] = [];
  const days = new Set<number>();
  let day: number | undefined;
  let isUnreadShown = unreadAfter === undefined;
  let changes: MemberChange[] = [];
  let roomChanges: RoomChange[] = [];
  // A log begins without rules.
  let rulesBefore: MembersRow["rulesBefore"] = entries[0]?.seq === 1 ? { rules: {} } : undefined;

  for (const entry of entries) {
    // Each entry stands below its own day, whichever way the server's clock was set before it.
    if (dayOf(entry.at) !== day) {
      day = dayOf(entry.at);
      rows.push({ kind: "day", key: days.has(day) ? `day ${day} again ${entry.seq}` : `day ${day}`, at: entry.at });
      days.add(day);
    }
    if (entry.type !== "message") {
      if (rows.at(-1)?.kind !== "members") {
        [changes, roomChanges] = [[], []];
        rows.push({ kind: "members", key: `members ${entry.seq}`, changes, roomChanges, rulesBefore });
      }
      if (isMemberChange(entry)) changes.push(changeOf(entry));
      else roomChanges.push(entry);
      if (entry.type === "rules") rulesBefore = entry;
      continue;
    }
    if (!isUnreadShown && unreadAfter !== undefined && entry.seq > unreadAfter) {
      isUnreadShown = true;
      rows.push({ kind: "unread", key: "unread" });
    }
    rows.push(messageRow(entry, rows.at(-1), me));
  }
  for (const message of outgoing) rows.push(messageRow(shownOutgoing(message, me, entries), rows.at(-1), me));
  return rows;
}

/** The row that was made of a message: as long as nothing of it changes it is the same object, and is not rendered again. */
const madeRows = new WeakMap<ShownMessage, MessageRow>();

function messageRow(message: ShownMessage, before: Row | undefined, me: Person): MessageRow {
  const isHeading = !continues(before, message);
  const made = madeRows.get(message);
  if (made?.isHeading === isHeading) return made;
  const key = message.by.id === me.id ? `own ${message.clientMessageId}` : `message ${message.seq}`;
  const row: MessageRow = { kind: "message", key, message, isHeading };
  madeRows.set(message, row);
  return row;
}

/** As its event will be. What it answers is quoted from the entries that are held. */
function shownOutgoing(outgoing: OutgoingMessage, me: Person, entries: readonly LogEntry[]): ShownMessage {
  const { clientMessageId, text, createdAt, replyTo, files } = outgoing;
  const answered = entries.find(({ seq }) => seq === replyTo);
  const reply = answered?.type === "message" ? quoteOf(answered) : replyTo !== undefined && { seq: replyTo, text: "" };
  return {
    type: "message",
    by: me,
    at: createdAt,
    clientMessageId,
    text,
    ...(reply && { reply }),
    ...(files && { files: [...files] }),
    outgoing,
  };
}

/** Whether a message goes on under the heading of the row before. */
function continues(row: Row | undefined, next: ShownMessage): boolean {
  if (row?.kind !== "message" || next.reply !== undefined) return false;
  return row.message.by.id === next.by.id && Math.abs(next.at - row.message.at) < GROUP_LIFETIME_MS;
}
