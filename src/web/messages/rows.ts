import type { MessageEvent, ReceivedEvent } from "../../client/index.ts";
import { changeOf, type MemberChange } from "./member-changes.ts";

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
  readonly key: string;
  readonly event: MessageEvent;
  /** Shows its author: the first of a group. */
  readonly isHeading: boolean;
}
/** Joins and leaves that follow each other. */
export interface MembersRow {
  readonly kind: "members";
  readonly key: string;
  readonly changes: readonly MemberChange[];
}
export type Row = DayRow | UnreadRow | MessageRow | MembersRow;

/** The rows for a run of events. `dayOf` gives the start of the reader's day for a time. */
export function rowsOf(
  events: readonly ReceivedEvent[],
  unreadAfter: number | undefined,
  dayOf: (at: number) => number,
): readonly Row[] {
  const rows: Row[] = [];
  const days = new Set<number>();
  let day: number | undefined;
  let isUnreadShown = unreadAfter === undefined;
  let changes: MemberChange[] = [];

  for (const event of events) {
    if (event.type === "unknown") continue;
    // Each event stands below its own day, whichever way the server's clock was set before it.
    if (dayOf(event.at) !== day) {
      day = dayOf(event.at);
      rows.push({ kind: "day", key: days.has(day) ? `day ${day} again ${event.seq}` : `day ${day}`, at: event.at });
      days.add(day);
    }
    if (event.type !== "message") {
      if (rows.at(-1)?.kind === "members") changes.push(changeOf(event));
      else {
        changes = [changeOf(event)];
        rows.push({ kind: "members", key: `members ${event.seq}`, changes });
      }
      continue;
    }
    if (!isUnreadShown && unreadAfter !== undefined && event.seq > unreadAfter) {
      isUnreadShown = true;
      rows.push({ kind: "unread", key: "unread" });
    }
    rows.push({ kind: "message", key: `message ${event.seq}`, event, isHeading: !continues(rows.at(-1), event) });
  }
  return rows;
}

/** Whether a message by this author at this time goes on under the heading of the row before. */
export function continues(row: Row | undefined, next: Pick<MessageEvent, "by" | "at">): boolean {
  return row?.kind === "message" && row.event.by.id === next.by.id && Math.abs(next.at - row.event.at) < GROUP_LIFETIME_MS;
}
