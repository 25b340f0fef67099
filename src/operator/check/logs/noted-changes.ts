import { type MessageChange, messageChanges } from "../../../protocol/message-changes.ts";
import type { SqliteDatabase } from "../../../server/storage/sqlite/database.ts";
import { jsonOf } from "./contents.ts";
import type { SeqRange, StoredEvent } from "./stored-event.ts";

export interface NotedChange {
  readonly target: number;
  readonly seq: number;
  readonly at: number;
  readonly type: MessageChange["type"];
  readonly userKey: number;
  readonly emoji: string | null;
  readonly reason: string | null;
}

const changeTypes: ReadonlySet<string> = new Set(messageChanges.map(({ entries }) => entries.type.literal));

/**
 * The changes of messages that a log has further on than it was read. They wait in a temporary database of SQLite's, which goes to the disk where they are many,
 * and has no name there: nothing is left when the process is killed.
 */
export class NotedChanges {
  readonly #scratch: SqliteDatabase;

  constructor(scratch: SqliteDatabase) {
    this.#scratch = scratch;
    scratch.script(`
      CREATE TABLE IF NOT EXISTS changes (
        target INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, type TEXT NOT NULL, user_key INTEGER NOT NULL, emoji TEXT, reason TEXT,
        PRIMARY KEY (target, seq)
      ) WITHOUT ROWID`);
    this.clear();
  }

  note({ seq, at, type, userKey, body }: StoredEvent): void {
    if (!changeTypes.has(type) || body === null) return;
    const { target, emoji, reason } = (jsonOf(body) ?? {}) as { target?: unknown; emoji?: unknown; reason?: unknown };
    if (typeof target !== "number" || userKey === null) return; // the rule of contents tells of it
    this.#scratch.run(
      "INSERT OR REPLACE INTO changes (target, seq, at, type, user_key, emoji, reason) VALUES (?, ?, ?, ?, ?, ?, ?)",
      ...([target, seq, at, type, userKey] as const),
      ...([typeof emoji === "string" ? emoji : null, typeof reason === "string" ? reason : null] as const),
    );
  }

  /** Those of the messages in that range, by message, each in order. They are noted no more. */
  take({ after, upTo }: SeqRange): Map<number, NotedChange[]> {
    const rows = this.#scratch.all<NotedChange>(
      `SELECT target, seq, at, type, user_key AS userKey, emoji, reason FROM changes WHERE target > ? AND target <= ? ORDER BY target, seq`,
      ...([after, upTo] as const),
    );
    if (rows.length > 0) this.#scratch.run("DELETE FROM changes WHERE target > ? AND target <= ?", after, upTo);
    return Map.groupBy(rows, ({ target }) => target);
  }

  clear(): void {
    this.#scratch.run("DELETE FROM changes");
  }
}
