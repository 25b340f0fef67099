import { type Retention, strictest } from "../../../../protocol/retention.ts";
import type { KeptConversation, RetentionPage, RetentionQuery } from "../../retention-records.ts";
import type { Database } from "../database.ts";
import { type Bounds, boundsOf, isDue } from "../retention-rows.ts";

/** Logs that one page looks at. Those of users are between them. */
const LOGS_PER_PAGE = 2_000;

interface LogRow {
  readonly key: number;
  readonly id: string;
  readonly name: string | null;
  readonly head: number;
  readonly messageCount: number;
  readonly floor: number;
  readonly floorMessageCount: number;
  readonly clearedSeq: number;
  readonly days: number;
  readonly messages: number;
}

/** By key, which needs no index. */
export const logsSql = `
  SELECT logs.key, id, name, head, message_count AS messageCount, floor, floor_message_count AS floorMessageCount,
    cleared_seq AS clearedSeq, coalesce(retention_days, 0) AS days, coalesce(retention_messages, 0) AS messages
  FROM logs LEFT JOIN rooms ON rooms.key = logs.key
  WHERE logs.key > ? AND logs.key <= ? AND kind <> 'user' AND head > floor
    AND NOT EXISTS (SELECT 1 FROM import_builds WHERE import_builds.key = logs.key) ORDER BY logs.key`;

export function listRetention(database: Database, { server, at, after = 0 }: RetentionQuery): RetentionPage {
  const last = database.one<{ key: number }>("SELECT max(key) AS key FROM logs")?.key ?? 0;
  const items = database
    .all<LogRow>(logsSql, after, after + LOGS_PER_PAGE)
    .map((row) => keptOf(database, row, server, at))
    .filter(({ own, isDue }) => isDue || own.days > 0 || own.messages > 0);
  return { items, ...(after + LOGS_PER_PAGE < last && { next: after + LOGS_PER_PAGE }) };
}

function keptOf(database: Database, row: LogRow, server: Retention, at: number): KeptConversation {
  const own = { days: row.days, messages: row.messages };
  const kept = strictest(server, own);
  const bounds = boundsOf(kept, row, at);
  const reached = dueSeq(database, row, bounds);
  // Stored with a wrong clock: `trimLog` looks further.
  const isUndecided = kept.days > 0 && (placeAt(database, row.key, row.floor + 1)?.at ?? 0) > at;
  const { count: files = 0, bytes: fileBytes = 0 } =
    (reached > row.floor &&
      database.one<{ count: number; bytes: number }>(
        "SELECT count(*) AS count, CAST(coalesce(sum(byte_length), 0) AS BIGINT) AS bytes FROM files WHERE log_key = ? AND seq <= ?",
        ...([row.key, reached] as const),
      )) ||
    {};
  return {
    conversationId: row.id,
    ...(row.name !== null && { name: row.name }),
    own,
    isDue: reached > row.floor || isUndecided || hasOldMarks(database, row, bounds),
    messages: reached > row.floor ? (placeAt(database, row.key, reached)?.messageCount ?? 0) - row.floorMessageCount : 0,
    ...{ files, fileBytes },
  };
}

/** The last place that is due. By halves: where the clock was set back, one of those near it. */
function dueSeq(database: Database, { key, head, floor }: LogRow, bounds: Bounds): number {
  let [due, kept] = [floor, head + 1];
  // Most logs have nothing that is due: one look tells.
  if (!isDueAt(floor + 1)) return floor;
  while (kept - due > 1) {
    const middle = Math.floor((due + kept) / 2);
    if (isDueAt(middle)) due = middle;
    else kept = middle;
  }
  return due;

  function isDueAt(seq: number): boolean {
    const place = placeAt(database, key, seq);
    return place !== undefined && isDue(place, bounds);
  }
}

function placeAt(database: Database, key: number, seq: number): { at: number; messageCount: number } | undefined {
  return database.one("SELECT at, message_count AS messageCount FROM events WHERE log_key = ? AND seq = ?", key, seq);
}

function hasOldMarks(database: Database, { key, clearedSeq, floor }: LogRow, { knownFrom }: Bounds): boolean {
  if (clearedSeq === floor) return false;
  const first = database.one<{ at: number }>(
    "SELECT at FROM events WHERE log_key = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT 1",
    ...([key, clearedSeq, floor] as const),
  );
  return first === undefined || first.at < knownFrom;
}
