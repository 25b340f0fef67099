import { documentOfMessage } from "../../search/message-document.ts";
import type { Progress } from "../../search/search-index.ts";
import { type MessageRow, messageRowSql } from "../../sql/message-row.ts";
import type { SqliteDatabase } from "../database.ts";
import { Rewrite } from "./rewrite.ts";
import { leftSeparator } from "./separators.ts";
import { rowOf } from "./spans.ts";

/** Messages of one step: some milliseconds, so that no search waits for long. */
const MESSAGES_PER_STEP_MAX = 100;
const SCRUBS_PER_STEP_MAX = 20;

interface Scrub {
  readonly id: number;
  readonly logKey: number;
  readonly seq: number;
  readonly text: string;
  readonly authorKey: number;
  readonly kinds: number;
}

const scrubsSql = `
  SELECT id, log_key AS logKey, seq, old_text AS text, author_key AS authorKey, kinds
  FROM scrubs WHERE id > ? ORDER BY id LIMIT ?`;

/** Keeps the index as the database is, step by step, each in one transaction with the place that it has reached. */
export class Indexer {
  readonly #database: SqliteDatabase;
  readonly #index: SqliteDatabase;
  /** Keys of logs that have messages which are not indexed. */
  #behind: Set<number>;
  readonly #rewrite: Rewrite;
  #scrubId: number;

  /** `database` is read, `index` is written. */
  constructor(database: SqliteDatabase, index: SqliteDatabase) {
    this.#database = database;
    this.#index = index;
    this.#rewrite = new Rewrite(index);
    this.#scrubId = this.#storedScrubId();
    this.#behind = new Set(this.#logsBehind());
  }

  /** These logs have grown. */
  note(logIds: readonly string[]): void {
    for (const id of logIds) {
      const log = this.#database.one<{ key: number }>("SELECT key FROM logs WHERE id = ? AND kind <> 'user'", id);
      if (log) this.#behind.add(log.key);
    }
  }

  /**
   * Takes out what was replaced or deleted, then adds what is new. All of it as one moment of the database has it: a text that was replaced before that
   * moment and is not indexed yet is indexed as it is, and has nothing to take out.
   */
  step(): Progress {
    return this.#database.snapshot(() => {
      const scrubs = this.#database.all<Scrub>(scrubsSql, this.#scrubId, SCRUBS_PER_STEP_MAX);
      // What was deleted must not come back with the power.
      this.#index.run(`PRAGMA synchronous = ${scrubs.length > 0 ? "FULL" : "NORMAL"}`);
      this.#write(() => {
        const removed = new Set(scrubs.flatMap((scrub) => this.#scrub(scrub)));
        if (removed.size > 0) this.#afterRemoval(removed);
        if (scrubs.length < SCRUBS_PER_STEP_MAX) this.#addNew();
      });
      const isBehind = this.#behind.size > 0 || scrubs.length === SCRUBS_PER_STEP_MAX;
      const isRewriting = !isBehind && this.#rewrite.isDue;
      if (isRewriting) this.#rewrite.step();
      if (scrubs.length > 0 || isRewriting) this.#index.one("PRAGMA wal_checkpoint(TRUNCATE)");
      return { isBehind: isBehind || this.#rewrite.isDue, scrubId: this.#scrubId };
    });
  }

  /** After a failure, on a full disk for one, the index is where it was before. */
  #write(work: () => void): void {
    try {
      this.#index.write(work);
    } catch (error) {
      this.#scrubId = this.#storedScrubId();
      this.#behind = new Set(this.#logsBehind());
      throw error;
    }
  }

  /** FTS5 removes when it writes. */
  #afterRemoval(tokens: Iterable<string>): void {
    this.#index.run("INSERT INTO postings (postings) VALUES ('flush')");
    if (leftSeparator(this.#index, tokens)) this.#rewrite.request();
  }

  /** The index has the text of the scrub, unless it has not come to that message yet. Returns the tokens of what was removed. */
  #scrub(scrub: Scrub): readonly string[] {
    this.#scrubId = scrub.id;
    this.#index.run("UPDATE meta SET scrub_id = ?", scrub.id);
    if (scrub.seq > this.#cursorOf(scrub.logKey)) return [];
    const document = documentOfMessage(scrub);
    this.#index.run(
      "INSERT INTO postings (postings, rowid, tokens) VALUES ('delete', ?, ?)",
      ...([rowOf(this.#index, scrub), document] as const),
    );
    const next = this.#database.one<Pick<Scrub, "text" | "kinds">>(
      "SELECT old_text AS text, kinds FROM scrubs WHERE log_key = ? AND seq = ? AND id > ? ORDER BY id LIMIT 1",
      ...([scrub.logKey, scrub.seq, scrub.id] as const),
    );
    if (next) this.#add({ ...scrub, ...next });
    else {
      const row = this.#database.one<MessageRow>(`${messageRowSql} AND seq = ?`, scrub.logKey, scrub.seq);
      if (row && row.isDeleted === 0) this.#add({ logKey: scrub.logKey, ...row });
    }
    return document.split(" ");
  }

  #addNew(): void {
    let room = MESSAGES_PER_STEP_MAX;
    for (const logKey of this.#behind) {
      const cursor = this.#cursorOf(logKey);
      const rows = this.#database.all<MessageRow>(`${messageRowSql} AND seq > ? ORDER BY seq LIMIT ?`, logKey, cursor, room);
      const head = this.#headOf(logKey);
      for (const row of rows) if (row.isDeleted === 0) this.#add({ logKey, ...row }, head);
      const last = rows.length < room ? head : rows.at(-1)?.seq;
      if (last !== undefined && last > cursor) {
        this.#index.run("INSERT OR REPLACE INTO cursors (log_key, seq) VALUES (?, ?)", logKey, last);
      }
      if (rows.length < room) this.#behind.delete(logKey);
      room -= rows.length;
      if (room <= 0) return;
    }
  }

  #add({ logKey, seq, ...message }: Omit<MessageRow, "isDeleted"> & { logKey: number }, head = seq): void {
    this.#index.run(
      "INSERT INTO postings (rowid, tokens) VALUES (?, ?)",
      ...([rowOf(this.#index, { logKey, seq, head }), documentOfMessage(message)] as const),
    );
  }

  #storedScrubId(): number {
    return this.#index.one<{ id: number }>("SELECT scrub_id AS id FROM meta")?.id ?? 0;
  }

  #cursorOf(logKey: number): number {
    return this.#index.one<{ seq: number }>("SELECT seq FROM cursors WHERE log_key = ?", logKey)?.seq ?? 0;
  }

  #headOf(logKey: number): number {
    return this.#database.one<{ head: number }>("SELECT head FROM logs WHERE key = ?", logKey)?.head ?? 0;
  }

  #logsBehind(): number[] {
    const cursors = new Map(
      this.#index.all<{ key: number; seq: number }>("SELECT log_key AS key, seq FROM cursors").map(({ key, seq }) => [key, seq]),
    );
    const logs = this.#database.all<{ key: number; head: number }>(
      "SELECT key, head FROM logs WHERE kind <> 'user' AND head > 0",
    );
    return logs.filter(({ key, head }) => (cursors.get(key) ?? 0) < head).map(({ key }) => key);
  }
}
