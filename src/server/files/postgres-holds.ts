import type { Clock, MonotonicMs } from "../../clock.ts";
import type { FileHold, FileHolds } from "./file-holds.ts";
import type { PostgresConnection } from "./postgres-connection.ts";

/** After a node was killed its files are held for so long. */
const HOLD_MS = 10_000;
const RENEWALS = 4;

/** Files that requests of any node work on: rows that expire, so that no connection has to stay, and a node that is killed holds nothing for long. */
export class PostgresHolds implements FileHolds {
  readonly #database: PostgresConnection;
  readonly #clock: Clock;
  readonly #holdMs: number;
  readonly #holder = crypto.randomUUID();
  /** Of this node: until when each counts, by its own clock from before it asked. */
  readonly #renewedAt = new Map<string, MonotonicMs>();
  readonly #stopRenewing: () => void;
  #renewing = Promise.resolve();

  constructor(database: PostgresConnection, clock: Clock, holdMs = HOLD_MS) {
    this.#database = database;
    this.#clock = clock;
    this.#holdMs = holdMs;
    this.#stopRenewing = clock.every(holdMs / RENEWALS, () => {
      this.#renewing = this.#renewing.then(() => this.#renew());
    });
  }

  async hold(fileId: string): Promise<FileHold | undefined> {
    if (this.#renewedAt.has(fileId)) return undefined;
    const askedAt = this.#clock.monotonicNow();
    this.#renewedAt.set(fileId, askedAt);
    try {
      const taken = await this.#database.ask(
        `INSERT INTO file_holds (file_id, holder, expires_at) VALUES ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')
         ON CONFLICT (file_id) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
         WHERE file_holds.expires_at < clock_timestamp()
         RETURNING file_id`,
        [fileId, this.#holder, this.#holdMs],
      );
      if (taken.length > 0) return this.#held(fileId);
    } catch (error) {
      this.#renewedAt.delete(fileId);
      throw error;
    }
    this.#renewedAt.delete(fileId);
    return undefined;
  }

  async close(): Promise<void> {
    this.#stopRenewing();
    await this.#renewing;
  }

  #held(fileId: string): FileHold {
    const isLost = (): boolean => {
      const renewedAt = this.#renewedAt.get(fileId);
      return renewedAt === undefined || this.#clock.elapsedMs(renewedAt) >= this.#holdMs;
    };
    return {
      get isLost() {
        return isLost();
      },
      [Symbol.asyncDispose]: async () => {
        // What cannot be let go expires.
        await this.#database
          .ask("DELETE FROM file_holds WHERE file_id = $1 AND holder = $2", [fileId, this.#holder])
          .catch(() => {});
        this.#renewedAt.delete(fileId);
      },
    };
  }

  async #renew(): Promise<void> {
    const fileIds = [...this.#renewedAt.keys()];
    if (fileIds.length === 0) return;
    const askedAt = this.#clock.monotonicNow();
    const renewed = await this.#database
      .ask<{ id: string }>(
        `UPDATE file_holds SET expires_at = clock_timestamp() + $2 * interval '1 millisecond'
         WHERE holder = $1 AND file_id IN (SELECT jsonb_array_elements_text($3::jsonb)) RETURNING file_id AS id`,
        [this.#holder, this.#holdMs, JSON.stringify(fileIds)],
      )
      .catch(() => []);
    for (const { id } of renewed) if (this.#renewedAt.has(id)) this.#renewedAt.set(id, askedAt);
  }
}
