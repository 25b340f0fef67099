import { type IndexedMessage, messageSum, tokenSum } from "../../search/message-document.ts";
import type { Database } from "../../sql/database.ts";
import { type MessageRow, messageRowSql } from "../../sql/message-row.ts";
import { seqsOf } from "./postings.ts";

/** Named as in `shoal check`. */
export interface IndexProblem {
  readonly kind: "unindexed-message" | "wrongly-indexed-message" | "indexed-leftover";
  readonly logKey: number;
  readonly seq: number;
}

export interface CheckedIndex {
  readonly messages: number;
  /** Logs that are not indexed up to their heads. */
  readonly logsBehind: number;
}

const ROWS_PER_PAGE = 5_000;
const PLACES_PER_PAGE = 1_000;

interface Posting {
  readonly token: string;
  readonly logKey: number;
  readonly chunk: number;
  readonly places: string;
}

interface Log {
  readonly key: number;
  readonly head: number;
  readonly cursor: number;
}

const postingsSql = `
  SELECT token, log_key AS logKey, chunk, encode(places, 'hex') AS places FROM search_postings
  WHERE (token, log_key, chunk) > (?, CAST(? AS BIGINT), CAST(? AS INTEGER)) ORDER BY token, log_key, chunk LIMIT ${ROWS_PER_PAGE}`;
const logsSql = `
  SELECT key, head, coalesce(seq, 0) AS cursor FROM logs LEFT JOIN search_cursors ON log_key = key
  WHERE kind <> 'user' AND key > ? ORDER BY key LIMIT ${ROWS_PER_PAGE}`;
/** What the index still has of messages that were changed: the text before the first change that it has not seen. */
const scrubsSql = `
  SELECT DISTINCT ON (seq) seq, old_text AS text, author_key AS authorKey, kinds FROM scrubs
  WHERE log_key = ? AND seq >= ? AND seq <= ? ORDER BY seq, id`;

/**
 * Holds the index against what it should be: exactly the tokens of each message up to the cursor of its log, once, and nothing else. In one snapshot, so that the nodes may go on. It takes 4 bytes of
 * memory for each place of a log.
 */
export function checkSearchIndex(database: Database, onProblem: (problem: IndexProblem) => void): CheckedIndex {
  return database.snapshot(() => {
    const sums = readSums(database, onProblem);
    let [messages, logsBehind, after] = [0, 0, 0];
    for (;;) {
      const logs = database.all<Log>(logsSql, after);
      for (const log of logs) {
        if (log.cursor < log.head) logsBehind += 1;
        messages += checkLog(database, log, sums.get(log.key), onProblem);
        sums.delete(log.key);
      }
      const last = logs.at(-1);
      if (last === undefined) break;
      after = last.key;
    }
    for (const [logKey, rest] of sums)
      for (const [seq, sum] of rest.entries()) if (sum !== 0) onProblem({ kind: "indexed-leftover", logKey, seq });
    return { messages, logsBehind };
  });
}

/** For each log and place a sum of the tokens that the index has there. */
function readSums(database: Database, onProblem: (problem: IndexProblem) => void): Map<number, Int32Array> {
  const sums = new Map<number, Int32Array>();
  const heads = new Map<number, number>();
  let last: Posting = { token: "", logKey: 0, chunk: 0, places: "" };
  for (;;) {
    const rows = database.all<Posting>(postingsSql, last.token, last.logKey, last.chunk);
    for (const { token, logKey, chunk, places } of rows) {
      const head = heads.get(logKey) ?? headOf(database, logKey);
      heads.set(logKey, head);
      const ofLog = sums.get(logKey) ?? new Int32Array(head + 1);
      sums.set(logKey, ofLog);
      const sum = tokenSum(token);
      for (const seq of seqsOf(chunk, places)) {
        if (seq > head) onProblem({ kind: "indexed-leftover", logKey, seq });
        else ofLog[seq] = ((ofLog[seq] ?? 0) + sum) | 0;
      }
    }
    const next = rows.at(-1);
    if (next === undefined) return sums;
    last = next;
  }
}

function headOf(database: Database, logKey: number): number {
  return database.one<{ head: number }>("SELECT head FROM logs WHERE key = ?", logKey)?.head ?? 0;
}

function checkLog(
  database: Database,
  { key, head, cursor }: Log,
  sums: Int32Array | undefined,
  onProblem: (problem: IndexProblem) => void,
): number {
  let count = 0;
  for (let first = 1; first <= head; first += PLACES_PER_PAGE) {
    const last = Math.min(head, first + PLACES_PER_PAGE - 1);
    const expected = new Map<number, number>();
    for (const message of database.all<MessageRow>(`${messageRowSql} AND seq >= ? AND seq <= ?`, key, first, last))
      if (message.isDeleted === 0) expected.set(message.seq, messageSum(message));
    for (const scrub of database.all<IndexedMessage & { seq: number }>(scrubsSql, key, first, last))
      expected.set(scrub.seq, messageSum(scrub));
    for (let seq = first; seq <= last; seq += 1) {
      const [sum, wanted] = [sums?.[seq] ?? 0, seq > cursor ? 0 : (expected.get(seq) ?? 0)];
      if (wanted !== 0) count += 1;
      if (sum !== wanted) onProblem({ kind: kindOf(sum, wanted), logKey: key, seq });
    }
  }
  return count;
}

function kindOf(sum: number, wanted: number): IndexProblem["kind"] {
  if (sum === 0) return "unindexed-message";
  return wanted === 0 ? "indexed-leftover" : "wrongly-indexed-message";
}
