import type { Database } from "../../server/storage/sql/database.ts";

export const DAY_MS = 24 * 60 * 60 * 1000;
const LOGS_PER_PAGE = 500;
/** The first step back from the end of a log, in places; each further one is twice as long. */
const FIRST_STEP = 256;

export interface DayCount {
  /** In UTC, like `2030-01-31`. */
  readonly day: string;
  readonly messages: number;
}

export interface MessagesByTime {
  readonly oldestMessageAt?: number;
  readonly newestMessageAt?: number;
  /** The last days, the newest last. */
  readonly days: readonly DayCount[];
}

interface Log {
  readonly key: number;
  readonly head: number;
  readonly floor: number;
  readonly lastMessageSeq: number;
}

/** Reads of each log its ends, and the days that are asked for: a log is in the order of time, but for clocks that were set back. */
export function messagesByTime(
  database: Database,
  { now, days }: { readonly now: number; readonly days: number },
): MessagesByTime {
  const today = Math.floor(now / DAY_MS);
  const firstDay = today - days + 1;
  const counts = new Map<number, number>();
  let oldest = Number.POSITIVE_INFINITY;
  let newest = Number.NEGATIVE_INFINITY;
  for (const log of logsWithMessages(database)) {
    const first = database.one<{ at: number }>(
      "SELECT at FROM events WHERE log_key = ? AND seq > ? AND type = 'message' ORDER BY seq LIMIT 1",
      ...([log.key, log.floor] as const),
    );
    const last = atOf(database, log, log.lastMessageSeq);
    if (first !== undefined) oldest = Math.min(oldest, first.at);
    if (last === undefined) continue;
    newest = Math.max(newest, last);
    if (last >= firstDay * DAY_MS) countDays(database, log, { firstDay, counts });
  }
  return {
    ...(oldest < Number.POSITIVE_INFINITY && { oldestMessageAt: oldest }),
    ...(newest > Number.NEGATIVE_INFINITY && { newestMessageAt: newest }),
    days: Array.from({ length: days }, (_, index) => ({
      day: dayText(firstDay + index),
      messages: counts.get(firstDay + index) ?? 0,
    })),
  };
}

function* logsWithMessages(database: Database): Generator<Log, void, void> {
  let after = 0;
  for (;;) {
    const logs = database.all<Log>(
      `SELECT key, head, floor, last_message_seq AS lastMessageSeq FROM logs
       WHERE key > ? AND kind <> 'user' AND message_count > 0 ORDER BY key LIMIT ?`,
      ...([after, LOGS_PER_PAGE] as const),
    );
    yield* logs;
    const last = logs.at(-1);
    if (last === undefined) return;
    after = last.key;
  }
}

function countDays(
  database: Database,
  log: Log,
  { firstDay, counts }: { readonly firstDay: number; readonly counts: Map<number, number> },
): void {
  let after = log.head;
  for (let step = FIRST_STEP; after > log.floor; step *= 2) {
    after = Math.max(log.floor, after - step);
    if ((atOf(database, log, after) ?? Number.POSITIVE_INFINITY) < firstDay * DAY_MS) break;
  }
  const rows = database.all<{ day: number; messages: number }>(
    `SELECT at / ${DAY_MS} AS day, count(*) AS messages FROM events
     WHERE log_key = ? AND seq > ? AND type = 'message' AND at >= ? GROUP BY day`,
    ...([log.key, after, firstDay * DAY_MS] as const),
  );
  for (const { day, messages } of rows) counts.set(day, (counts.get(day) ?? 0) + messages);
}

function atOf(database: Database, { key }: Log, seq: number): number | undefined {
  return database.one<{ at: number }>("SELECT at FROM events WHERE log_key = ? AND seq = ?", key, seq)?.at;
}

function dayText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, "2030-01-31".length);
}
