import { type Retention, strictest } from "../../../../protocol/retention.ts";
import type { Trimmed, Trimming } from "../../retention-records.ts";
import { type EventRow, eventsSql } from "../event-rows.ts";
import { type Bounds, boundsOf, isDue, TRIMMED } from "../retention-rows.ts";
import { doomFilesIn } from "./files.ts";
import { noteScrubs, type Places, sentHashOf } from "./message-rows.ts";
import { knownLog, type OpenLog, type Transaction } from "./transaction.ts";

const LIVED_UNTIL = "lived_until";

/** Never beyond the clock: one that was set back takes the time back with it. */
export function advanceTime({ database }: Transaction, { now, stepMs }: { now: number; stepMs: number }): number {
  const row = database.one<{ value: string }>("SELECT value FROM meta WHERE name = ?", LIVED_UNTIL);
  const time = row === undefined ? now : Math.min(now, Number(row.value) + stepMs);
  database.run(
    "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    LIVED_UNTIL,
    String(time),
  );
  return time;
}

/** Takes what is not kept any more from the beginning of a log, then the marks of messages that no one sends again. */
export function trimLog(transaction: Transaction, { conversationId, server, at, limit }: Trimming): Trimmed {
  const log = knownLog(transaction, conversationId);
  if (log.kind === "user") throw new Error("the log of a user is not trimmed");
  const bounds = boundsOf(strictest(server, ownRetention(transaction, log)), log, at);
  const messagesBefore = log.floorMessageCount;
  const isTrimmed = raiseFloor(transaction, log, { bounds, at, limit });
  const isCleared = clearMarks(transaction, log, { bounds, limit });
  const { floor, floorMessageCount: messageCount } = log;
  return { floor, messageCount, removed: messageCount - messagesBefore, isBehind: !isTrimmed || !isCleared };
}

interface Step {
  readonly bounds: Bounds;
  readonly limit: number;
}

/** Whether nothing more is due. */
function raiseFloor(transaction: Transaction, log: OpenLog, { bounds, at, limit }: Step & { readonly at: number }): boolean {
  const { database } = transaction;
  const rows = database.all<EventRow>(`${eventsSql} AND seq > ? ORDER BY seq LIMIT ?`, log.key, log.floor, limit);
  const count = dueCount(rows, bounds, at);
  const last = rows[count - 1];
  if (last === undefined) return true;
  const places = { after: log.floor, upTo: last.seq };
  if (log.floor === 0) keepCreation(transaction, log);
  noteScrubs(transaction, log, places);
  doomFilesIn(transaction, log, places);
  for (const table of ["reactions", "pins", "mentions"]) {
    database.run(`DELETE FROM ${table} WHERE log_key = ? AND seq > ? AND seq <= ?`, log.key, places.after, places.upTo);
  }
  for (const row of rows.slice(0, count))
    if (row.type === "message" && row.at >= bounds.knownFrom) leaveMark(transaction, log, row);
  removeRows(transaction, log, places);
  log.floor = last.seq;
  log.floorMessageCount = last.messageCount;
  database.run(
    "UPDATE logs SET floor = ?, floor_message_count = ? WHERE key = ?",
    ...([log.floor, log.floorMessageCount, log.key] as const),
  );
  return count < limit;
}

/** How many from the beginning. A later time than now says nothing: the next place that was stored with a right clock decides. */
function dueCount(rows: readonly EventRow[], bounds: Bounds, now: number): number {
  let count = 0;
  for (const [index, row] of rows.entries()) {
    if (isDue(row, bounds)) count = index + 1;
    else if (row.at <= now) break;
  }
  return count;
}

function keepCreation({ database }: Transaction, log: OpenLog): void {
  database.run("UPDATE rooms SET created_at = (SELECT at FROM events WHERE log_key = key AND seq = 1) WHERE key = ?", log.key);
}

/** The author may not know yet that it was stored, and send it again [P191d]. */
function leaveMark({ database }: Transaction, log: OpenLog, row: EventRow): void {
  const sentHash = sentHashOf(row);
  if (sentHash === undefined) return;
  database.run(
    `UPDATE events SET type = '${TRIMMED}', body = NULL, details = ? WHERE log_key = ? AND seq = ?`,
    ...([JSON.stringify({ sentHash }), log.key, row.seq] as const),
  );
}

function removeRows({ database }: Transaction, log: OpenLog, { after, upTo }: Places): void {
  database.run(
    `DELETE FROM events WHERE log_key = ? AND seq > ? AND seq <= ? AND type <> '${TRIMMED}'`,
    ...([log.key, after, upTo] as const),
  );
}

/** Whether no mark is left that is old enough. */
function clearMarks({ database }: Transaction, log: OpenLog, { bounds, limit }: Step): boolean {
  const { cleared = 0 } =
    database.one<{ cleared: number }>("SELECT cleared_seq AS cleared FROM logs WHERE key = ?", log.key) ?? {};
  if (cleared === log.floor) return true;
  const marks = database.all<{ seq: number; at: number }>(
    "SELECT seq, at FROM events WHERE log_key = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?",
    ...([log.key, cleared, log.floor, limit] as const),
  );
  const kept = marks.find(({ at }) => at >= bounds.knownFrom);
  const isLast = kept === undefined && marks.length < limit;
  const last = isLast ? log.floor : (marks.at(-1)?.seq ?? log.floor);
  const upTo = kept === undefined ? last : kept.seq - 1;
  if (upTo > cleared) {
    database.run("DELETE FROM events WHERE log_key = ? AND seq > ? AND seq <= ?", log.key, cleared, upTo);
    database.run("UPDATE logs SET cleared_seq = ? WHERE key = ?", upTo, log.key);
  }
  return kept !== undefined || isLast;
}

function ownRetention({ database }: Transaction, log: OpenLog): Retention {
  const row = database.one<Retention>(
    "SELECT retention_days AS days, retention_messages AS messages FROM rooms WHERE key = ?",
    log.key,
  );
  return row ?? { days: 0, messages: 0 };
}
