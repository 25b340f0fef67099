import type { SearchQuery } from "../../search/query.ts";
import type { Database } from "../database.ts";
import { readDetails } from "../event-rows.ts";
import type { Expression } from "./expression.ts";
import { spanAt } from "./spans.ts";

/** Candidates that are asked for at a time. */
const CANDIDATES_PER_STEP = 50;

interface Databases {
  readonly database: Database;
  readonly index: Database;
}

export interface Place {
  readonly conversationKey: number;
  readonly seq: number;
  readonly at: number;
}

/** A message that may match. */
export interface Candidate extends Place {
  /** Missing when it is deleted. */
  readonly text: string | undefined;
}

export interface CandidatesOptions {
  /** Of the conversation. */
  readonly key: number;
  readonly query: Pick<SearchQuery, "before" | "after">;
  readonly expression: Expression;
  /** The last place of the page before. */
  readonly start: Place | undefined;
}

const indexedSql =
  "SELECT rowid AS row FROM postings WHERE postings MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT ?";
const messageSql = "SELECT at, body AS text, details FROM events WHERE log_key = ? AND seq = ? AND type = 'message'";
const allSql =
  "SELECT seq FROM events WHERE log_key = ? AND seq >= ? AND seq <= ? AND type = 'message' ORDER BY seq DESC LIMIT ?";

/** The messages of one conversation that may match, the newest first. */
export function* candidatesOf({ database, index }: Databases, options: CandidatesOptions): Generator<Candidate, void, void> {
  const { key, query, expression, start } = options;
  const first = query.after === undefined ? 1 : firstSeqAt(database, key, query.after);
  const last = Math.min(
    query.before === undefined ? Number.MAX_SAFE_INTEGER : firstSeqAt(database, key, query.before) - 1,
    lastBehind(database, key, start),
  );
  const places = { key, first, last };
  for (const seq of expression === undefined ? allSeqs(database, places) : indexedSeqs(index, expression, places)) {
    const row = database.one<MessageRow>(messageSql, key, seq);
    yield {
      conversationKey: key,
      seq,
      at: row?.at ?? 0,
      text: row && readDetails(row).deleted === undefined ? row.text : undefined,
    };
  }
}

interface MessageRow {
  readonly at: number;
  readonly text: string;
  readonly details: string | null;
}

interface Places {
  readonly key: number;
  readonly first: number;
  readonly last: number;
}

function* allSeqs(database: Database, { key, first, last: end }: Places): Generator<number, void, void> {
  let last = end;
  while (last >= first) {
    const rows = database.all<{ seq: number }>(allSql, key, first, last, CANDIDATES_PER_STEP);
    for (const { seq } of rows) yield seq;
    if (rows.length < CANDIDATES_PER_STEP) return;
    last = (rows.at(-1)?.seq ?? first) - 1;
  }
}

function* indexedSeqs(index: Database, expression: string, { key, first, last: end }: Places): Generator<number, void, void> {
  let last = end;
  while (last >= first) {
    const span = spanAt(index, key, last);
    if (span === undefined) return;
    const rowOfSeq = (seq: number): number => span.firstRow + seq - span.firstSeq;
    const [low, high] = [Math.max(first, span.firstSeq), Math.min(last, span.firstSeq + span.places - 1)];
    const rows = index.all<{ row: number }>(indexedSql, expression, rowOfSeq(low), rowOfSeq(high), CANDIDATES_PER_STEP);
    const seqs = rows.map(({ row }) => span.firstSeq + row - span.firstRow);
    yield* seqs;
    last = (rows.length < CANDIDATES_PER_STEP ? low : (seqs.at(-1) ?? low)) - 1;
  }
}

/** The last place of this conversation that comes after the page before it. */
function lastBehind(database: Database, key: number, start: Place | undefined): number {
  if (start === undefined) return Number.MAX_SAFE_INTEGER;
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
