import type { SearchQuery } from "../../search/query.ts";
import type { Database } from "../database.ts";
import type { Expression } from "./expression.ts";
import { SEQ_BITS } from "./index-database.ts";

/** Candidates that are asked for at a time. */
const CANDIDATES_PER_STEP = 50;
const SEQ_MASK = 2 ** SEQ_BITS - 1;

interface Databases {
  readonly database: Database;
  readonly index: Database;
}

interface Place {
  readonly conversationKey: number;
  readonly seq: number;
  readonly at: number;
}

export interface CandidatesOptions {
  /** Of the conversation. */
  readonly key: number;
  readonly query: Pick<SearchQuery, "before" | "after">;
  readonly expression: Expression;
  /** The last place of the page before. */
  readonly start: Place | undefined;
}

const indexedSql = `
  SELECT rowid & ${SEQ_MASK} AS seq FROM postings
  WHERE postings MATCH ? AND rowid BETWEEN (? << ${SEQ_BITS}) + ? AND (? << ${SEQ_BITS}) + ?
  ORDER BY rowid DESC LIMIT ?`;
const allSql =
  "SELECT seq FROM events WHERE log_key = ? AND seq >= ? AND seq <= ? AND type = 'message' ORDER BY seq DESC LIMIT ?";

/** The messages of one conversation that may match, the newest first. */
export function* candidatesOf({ database, index }: Databases, options: CandidatesOptions): Generator<Place, void, void> {
  const { key, query, expression, start } = options;
  const first = query.after === undefined ? 1 : firstSeqAt(database, key, query.after);
  let last = Math.min(
    query.before === undefined ? SEQ_MASK : firstSeqAt(database, key, query.before) - 1,
    lastBehind(database, key, start),
  );
  while (last >= first) {
    const rows =
      expression === undefined
        ? database.all<{ seq: number }>(allSql, key, first, last, CANDIDATES_PER_STEP)
        : index.all<{ seq: number }>(indexedSql, expression, key, first, key, last, CANDIDATES_PER_STEP);
    for (const { seq } of rows) yield { conversationKey: key, seq, at: timeAt(database, key, seq) };
    if (rows.length < CANDIDATES_PER_STEP) return;
    last = (rows.at(-1)?.seq ?? first) - 1;
  }
}

/** The last place of this conversation that comes after the page before it. */
function lastBehind(database: Database, key: number, start: Place | undefined): number {
  if (start === undefined) return SEQ_MASK;
  if (start.conversationKey === key) return start.seq - 1;
  // Of several at one moment those of a lower key come later.
  return firstSeqAt(database, key, key < start.conversationKey ? start.at + 1 : start.at) - 1;
}

/** The first place at that time or later; the one behind the head when there is none. Where a clock was set back, one of those near it. */
function firstSeqAt(database: Database, key: number, at: number): number {
  const { head = 0, floor = 0 } =
    database.one<{ head: number; floor: number }>("SELECT head, floor FROM logs WHERE key = ?", key) ?? {};
  let [low, high] = [floor + 1, head + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (timeAt(database, key, middle) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

function timeAt(database: Database, key: number, seq: number): number {
  return database.one<{ at: number }>("SELECT at FROM events WHERE log_key = ? AND seq = ?", key, seq)?.at ?? 0;
}
