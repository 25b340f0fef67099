import type { LogEvent } from "../../../../protocol/events.ts";
import type { LogAppend, LogKind } from "../../storage.ts";
import type { Database } from "../database.ts";
import { EventReader, type EventRow, eventsSql } from "../event-rows.ts";

interface Growth {
  readonly logId: string;
  readonly kind: LogKind;
  readonly after: number;
  readonly count: number;
  readonly messageCount: number;
}

/** What was appended to those logs; what is not kept any more is left out. */
export function readAppends(database: Database, growths: readonly Growth[]): LogAppend[] {
  return growths.flatMap(({ logId, kind, after, count, messageCount }) => {
    const log = database.one<{ key: number }>("SELECT key FROM logs WHERE id = ?", logId);
    if (!log) return [];
    const sql = `${eventsSql} AND seq > ? AND seq <= ? ORDER BY seq`;
    const reader = new EventReader(database, log.key);
    const events = database.all<EventRow>(sql, log.key, after, after + count).map((row): LogEvent => reader.event(row));
    const [first] = events;
    return first === undefined ? [] : [{ logId, kind, after: first.seq - 1, messageCount, events }];
  });
}
