import { ShoalError } from "../../../../protocol/errors.ts";
import type { ConversationEvent, LogEvent } from "../../../../protocol/events.ts";
import { limits } from "../../../../protocol/limits.ts";
import { eventBytes } from "../../event-bytes.ts";
import type { LogPage, LogRange } from "../../storage.ts";
import type { Database } from "../database.ts";
import { EventReader, type EventRow, eventsSql } from "../event-rows.ts";
import { memberKeys } from "./membership.ts";

/** Messages in their present state: what a reader sees who was there for everything up to the head. */
export function readHistory(
  database: Database,
  { conversationId, userId, range }: { conversationId: string; userId: string; range: LogRange },
): LogPage<ConversationEvent> {
  const { userKey } = memberKeys(database, conversationId, userId);
  const log = knownLog(database, conversationId);
  const reader = new EventReader(database, log.key);
  const eventOf = (row: EventRow): LogEvent => (row.type === "message" ? reader.state(row, userKey) : reader.event(row));
  return readPage(database, log, range, eventOf) as LogPage<ConversationEvent>;
}

export function readLog(database: Database, { logId, range }: { logId: string; range: LogRange }): LogPage<LogEvent> {
  const log = knownLog(database, logId);
  const reader = new EventReader(database, log.key);
  return readPage(database, log, range, (row) => reader.event(row));
}

interface LogRow {
  readonly key: number;
  readonly head: number;
  readonly messageCount: number;
  readonly floor: number;
}

function knownLog(database: Database, id: string): LogRow {
  const log = database.one<LogRow>("SELECT key, head, message_count AS messageCount, floor FROM logs WHERE id = ?", id);
  if (!log) throw new ShoalError("not-found");
  return log;
}

/** Places in which a page without changes looks for messages: a page of a log that is nearly all reactions is small, and soon there. */
const PLACES_PER_PAGE_MAX = 2_000;

/**
 * An entry that is shown by itself: not the change of a message, nor hands and voices, which come and go. A profile has a body when the nickname changed, and
 * only then there is something to show.
 */
const ownEntry =
  "(type IN ('message', 'join', 'leave', 'room', 'rules', 'role', 'mute', 'unmute') OR (type = 'profile' AND body IS NOT NULL))";
const afterSql = `${eventsSql} AND seq > ? AND seq <= ?`;
const beforeSql = `${eventsSql} AND seq < ? AND seq >= ?`;
export const pageAfterSql = `${afterSql} ORDER BY seq LIMIT ?`;
export const pageBeforeSql = `${beforeSql} ORDER BY seq DESC LIMIT ?`;
export const entriesAfterSql = `${afterSql} AND ${ownEntry} ORDER BY seq LIMIT ?`;
export const entriesBeforeSql = `${beforeSql} AND ${ownEntry} ORDER BY seq DESC LIMIT ?`;

function readPage(
  database: Database,
  { key, head, floor, messageCount }: LogRow,
  { before, limit, isWithoutChanges = false, ...range }: LogRange,
  eventOf: (row: EventRow) => LogEvent,
): LogPage<LogEvent> {
  const places = isWithoutChanges ? PLACES_PER_PAGE_MAX : limit;
  const after = range.since === undefined ? range.after : placeBefore(database, { key, floor, head }, range.since);
  if (after !== undefined) {
    const start = Math.max(after, floor);
    const end = Math.max(start, Math.min(head, start + places));
    const rows = database.all<EventRow>(isWithoutChanges ? entriesAfterSql : pageAfterSql, key, start, end, limit);
    const events = withinBytes(rows, eventOf);
    const isWhole = events.length === rows.length && rows.length < limit;
    const last = isWhole ? end : (events.at(-1)?.seq ?? end);
    return { events, first: start + 1, last, floor, head, messageCount: rows[events.length - 1]?.messageCount ?? messageCount };
  }
  const end = Math.min(before ?? Number.MAX_SAFE_INTEGER, head + 1);
  const start = Math.max(floor + 1, end - places);
  const rows = database.all<EventRow>(isWithoutChanges ? entriesBeforeSql : pageBeforeSql, key, end, start, limit);
  const events = withinBytes(rows, eventOf).reverse();
  const isWhole = events.length === rows.length && rows.length < limit;
  const first = isWhole ? Math.min(start, end) : (events[0]?.seq ?? start);
  return { events, first, last: end - 1, floor, head, messageCount: rows[0]?.messageCount ?? messageCount };
}

/** The place before the first event of that time or later. By halves: times ascend with the places, unless the clock was set back [P19d]. */
function placeBefore(database: Database, { key, floor, head }: Pick<LogRow, "key" | "floor" | "head">, time: number): number {
  let [earlier, later] = [floor, head + 1];
  while (later - earlier > 1) {
    const middle = Math.floor((earlier + later) / 2);
    const at = database.one<{ at: number }>("SELECT at FROM events WHERE log_key = ? AND seq = ?", key, middle)?.at ?? 0;
    if (at < time) earlier = middle;
    else later = middle;
  }
  return earlier;
}

/** At least one, and no more than a page has room for. */
function withinBytes(rows: readonly EventRow[], eventOf: (row: EventRow) => LogEvent): LogEvent[] {
  const events: LogEvent[] = [];
  let bytes = 0;
  for (const row of rows) {
    const event = eventOf(row);
    bytes += eventBytes(event);
    if (bytes > limits.eventsFrameBytesMax && events.length > 0) break;
    events.push(event);
  }
  return events;
}
