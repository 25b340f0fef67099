import { ShoalError } from "../../../../protocol/errors.ts";
import type { ConversationEvent, LogEvent } from "../../../../protocol/events.ts";
import { limits } from "../../../../protocol/limits.ts";
import type { LogPage, LogRange } from "../../storage.ts";
import type { Database } from "../database.ts";
import { type EventRow, eventOf } from "../event-rows.ts";
import { memberKeys } from "./membership.ts";

export function readHistory(
  database: Database,
  { conversationId, userId, range }: { conversationId: string; userId: string; range: LogRange },
): LogPage<ConversationEvent> {
  memberKeys(database, conversationId, userId);
  return readLog(database, { logId: conversationId, range }) as LogPage<ConversationEvent>;
}

export function readLog(database: Database, { logId, range }: { logId: string; range: LogRange }): LogPage<LogEvent> {
  const log = database.one<LogRow>("SELECT key, head, message_count AS messageCount, floor FROM logs WHERE id = ?", logId);
  if (!log) throw new ShoalError("not-found");
  const rows = pageRows(database, log.key, range);
  const { head, floor } = log;
  return { events: rows.map(eventOf), floor, head, messageCount: rows.at(-1)?.messageCount ?? log.messageCount };
}

interface LogRow {
  readonly key: number;
  readonly head: number;
  readonly messageCount: number;
  readonly floor: number;
}

const eventsSql = `
  SELECT seq, at, type, message_count AS messageCount, client_message_id AS clientMessageId, body, id AS userId, nickname
  FROM events LEFT JOIN users ON users.key = events.user_key
  WHERE log_key = ?`;

export const pageAfterSql = `${eventsSql} AND seq > ? ORDER BY seq LIMIT ?`;
export const pageBeforeSql = `${eventsSql} AND seq < ? ORDER BY seq DESC LIMIT ?`;

function pageRows(database: Database, logKey: number, { after, before, limit }: LogRange): EventRow[] {
  if (after !== undefined) return withinBytes(database.all<EventRow>(pageAfterSql, logKey, after, limit));
  return withinBytes(database.all<EventRow>(pageBeforeSql, logKey, before ?? Number.MAX_SAFE_INTEGER, limit)).reverse();
}

function withinBytes(rows: EventRow[]): EventRow[] {
  let bytes = 0;
  const end = rows.findIndex(({ body }) => {
    bytes += Buffer.byteLength(body ?? "");
    return bytes > limits.eventsFrameBytesMax;
  });
  return end < 0 ? rows : rows.slice(0, Math.max(1, end));
}
