import type { Database } from "../../../server/storage/sql/database.ts";

/** A row of the table of events as it is, whatever is in it. */
export interface StoredEvent {
  readonly seq: number;
  readonly at: number;
  readonly type: string;
  readonly userKey: number | null;
  readonly clientMessageId: string | null;
  readonly body: string | null;
  readonly details: string | null;
  readonly messageCount: number;
}

const columns =
  "seq, at, type, user_key AS userKey, client_message_id AS clientMessageId, body, details, message_count AS messageCount";

/** The events after `after` up to `upTo`, the newest first. */
export function eventsIn(database: Database, logKey: number, { after, upTo }: SeqRange): StoredEvent[] {
  return database.all<StoredEvent>(
    `SELECT ${columns} FROM events WHERE log_key = ? AND seq > ? AND seq <= ? ORDER BY seq DESC`,
    ...([logKey, after, upTo] as const),
  );
}

export interface SeqRange {
  readonly after: number;
  readonly upTo: number;
}
