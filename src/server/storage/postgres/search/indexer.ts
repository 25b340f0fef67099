import { documentOfMessage } from "../../search/message-document.ts";
import type { Progress } from "../../search/search-index.ts";
import { kindsSql, type MessageRow, messageRowSql } from "../../sql/message-row.ts";
import { StatementError } from "../connection/failure.ts";
import type { PostgresDatabase } from "../postgres-database.ts";
import { followFeed } from "./followed-feed.ts";
import { PostingChanges } from "./postings.ts";
import { records } from "./records.ts";

/** Events of one step, and of one log in it: some tens of milliseconds, so that no search waits for long, and no long log keeps the others waiting. */
const EVENTS_PER_STEP_MAX = 100;
const EVENTS_PER_LOG_MAX = 50;
const LOGS_PER_STEP_MAX = 100;
const SCRUBS_PER_STEP_MAX = 50;

/** A text that the index may have, as it was before its message was first changed. */
interface Scrub {
  readonly logKey: number;
  readonly seq: number;
  readonly text: string;
  readonly authorKey: number;
  readonly kinds: number;
  readonly isIndexed: number;
}

interface LogBehind {
  readonly logKey: number;
  readonly head: number;
  readonly cursor: number;
}

const stateSql = "SELECT array_to_string(cursors, ',') AS cursors FROM search_state FOR UPDATE SKIP LOCKED";

/** The messages of the oldest scrubs, each with its first. */
const scrubsSql = `
  SELECT first.log_key AS logKey, first.seq, first.old_text AS text, first.author_key AS authorKey, first.kinds,
    first.seq <= coalesce(search_cursors.seq, 0) AS isIndexed
  FROM (SELECT DISTINCT log_key, seq FROM (SELECT log_key, seq FROM scrubs ORDER BY id LIMIT ${SCRUBS_PER_STEP_MAX}) AS oldest) AS message
  JOIN LATERAL (
    SELECT * FROM scrubs WHERE scrubs.log_key = message.log_key AND scrubs.seq = message.seq ORDER BY id LIMIT 1
  ) AS first ON TRUE
  LEFT JOIN search_cursors ON search_cursors.log_key = first.log_key`;
const forgetSql = "DELETE FROM scrubs WHERE log_key = ? AND seq = ?";

const behindSql = `
  SELECT logs.key AS logKey, logs.head, coalesce(search_cursors.seq, 0) AS cursor
  FROM (SELECT place, log_key FROM search_behind ORDER BY place LIMIT ${LOGS_PER_STEP_MAX}) AS behind
  JOIN logs ON logs.key = behind.log_key LEFT JOIN search_cursors ON search_cursors.log_key = logs.key ORDER BY behind.place`;
// Through the primary key for each log, however many events the planner expects.
const newSql = `
  SELECT behind.key AS logKey, message.* FROM ${records("?", "behind", "key BIGINT, cursor BIGINT, upto BIGINT")}
  JOIN LATERAL (
    SELECT seq, body AS text, user_key AS authorKey, coalesce(details LIKE '%"deleted":1%', FALSE) AS isDeleted, ${kindsSql} AS kinds
    FROM events WHERE log_key = behind.key AND seq > behind.cursor AND seq <= behind.upto AND type = 'message' OFFSET 0
  ) AS message ON TRUE`;
const moveCursorsSql = `
  INSERT INTO search_cursors AS old (log_key, seq) SELECT key, upto FROM ${records("?", "given", "key BIGINT, upto BIGINT")}
  ON CONFLICT (log_key) DO UPDATE SET seq = excluded.seq`;
const doneSql = "DELETE FROM search_behind WHERE log_key = ANY(CAST(? AS BIGINT[]))";
const againSql = "UPDATE search_behind SET place = DEFAULT WHERE log_key = ANY(CAST(? AS BIGINT[]))";

/**
 * Keeps the index as the database is, step by step, each in one transaction with the places that it has reached. It keeps nothing in memory: any node does the next step, and one at a time, which
 * holds the row of `search_state`. Killed anywhere, a step was done as a whole or not at all.
 */
export class Indexer {
  readonly #database: PostgresDatabase;

  constructor(database: PostgresDatabase) {
    this.#database = database;
  }

  step(): Progress {
    try {
      return this.#database.aside(() => this.#step());
    } catch (error) {
      // Another node did a step between this one's first look and its lock.
      if (error instanceof StatementError && error.isConflict) return { isBehind: true, scrubId: 0, isElsewhere: true };
      throw error;
    }
  }

  /** All of it as one moment of the database has it. */
  #step(): Progress {
    const state = this.#database.one<{ cursors: string }>(stateSql);
    if (state === undefined) return { isBehind: true, scrubId: 0, isElsewhere: true };
    const hasMoreNews = followFeed(this.#database, `{${state.cursors}}`);
    const changes = new PostingChanges();
    const hasMoreScrubs = this.#scrub(changes);
    const hasMoreMessages = this.#addNew(changes);
    changes.write(this.#database);
    return { isBehind: hasMoreNews || hasMoreScrubs || hasMoreMessages, scrubId: 0 };
  }

  /** The index has the text of a message's first scrub, unless it has not come to the message yet. What the message is now takes its place. */
  #scrub(changes: PostingChanges): boolean {
    const scrubs = this.#database.all<Scrub>(scrubsSql);
    let count = 0;
    for (const scrub of scrubs) {
      const { logKey, seq } = scrub;
      if (scrub.isIndexed === 1) {
        changes.remove(logKey, seq, documentOfMessage(scrub).split(" "));
        const row = this.#database.one<MessageRow>(`${messageRowSql} AND seq = ?`, logKey, seq);
        if (row && row.isDeleted === 0) changes.add(logKey, seq, documentOfMessage(row).split(" "));
      }
      count += this.#database.run(forgetSql, logKey, seq);
    }
    return count >= SCRUBS_PER_STEP_MAX;
  }

  #addNew(changes: PostingChanges): boolean {
    const logs = this.#database.all<LogBehind>(behindSql);
    const parts = partsOf(logs);
    if (parts.length === 0) return false;
    for (const { logKey, ...message } of this.#database.all<MessageRow & { logKey: number }>(newSql, JSON.stringify(parts)))
      if (message.isDeleted === 0) changes.add(logKey, message.seq, documentOfMessage(message).split(" "));
    this.#database.run(moveCursorsSql, JSON.stringify(parts));
    const [done, again] = [parts.filter(({ isLast }) => isLast), parts.filter(({ isLast }) => !isLast)];
    if (done.length > 0) this.#database.run(doneSql, keysOf(done));
    if (again.length > 0) this.#database.run(againSql, keysOf(again));
    return done.length < logs.length || logs.length === LOGS_PER_STEP_MAX;
  }
}

/** What a step takes of a log. */
interface Part {
  readonly key: number;
  readonly cursor: number;
  readonly upto: number;
  /** Nothing is behind it. */
  readonly isLast: boolean;
}

function partsOf(logs: readonly LogBehind[]): Part[] {
  const parts: Part[] = [];
  let room = EVENTS_PER_STEP_MAX;
  for (const { logKey, head, cursor } of logs) {
    if (room === 0) break;
    const upto = Math.max(cursor, Math.min(head, cursor + Math.min(room, EVENTS_PER_LOG_MAX)));
    room -= upto - cursor;
    parts.push({ key: logKey, cursor, upto, isLast: upto >= head });
  }
  return parts;
}

function keysOf(parts: readonly Part[]): string {
  return `{${parts.map(({ key }) => key).join(",")}}`;
}
