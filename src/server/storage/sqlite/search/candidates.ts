import { type Candidate, type Candidates, type CandidatesOptions, newestOf, type Place } from "../../search/candidates.ts";
import type { Clause } from "../../search/expression.ts";
import { readDetails } from "../../sql/event-rows.ts";
import type { SqliteDatabase } from "../database.ts";
import { spanAt } from "./spans.ts";

/** Candidates that are asked for at a time. */
const CANDIDATES_PER_STEP = 50;

interface Databases {
  readonly database: SqliteDatabase;
  readonly index: SqliteDatabase;
}

/** What the index in FTS5 finds. */
export class SqliteCandidates implements Candidates {
  readonly #databases: Databases;

  constructor(databases: Databases) {
    this.#databases = databases;
  }

  wordsWith(beginning: string, limit: number): readonly string[] {
    return this.#databases.index
      .all<{ term: string }>(
        "SELECT term FROM vocabulary WHERE term >= ? AND term < ? LIMIT ?",
        ...([beginning, `${beginning}\u{10FFFF}`, limit] as const),
      )
      .map(({ term }) => term);
  }

  *in(conversationKeys: readonly number[], options: CandidatesOptions): Generator<Candidate, void, void> {
    const sources = conversationKeys.map((key) => {
      const candidates = candidatesOf(this.#databases, key, options);
      return { candidates, next: candidates.next().value ?? undefined };
    });
    for (let newest = newestOf(sources); newest?.next !== undefined; newest = newestOf(sources)) {
      yield newest.next;
      newest.next = newest.candidates.next().value ?? undefined;
    }
  }
}

const indexedSql =
  "SELECT rowid AS row FROM postings WHERE postings MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT ?";
const messageSql = "SELECT at, body AS text, details FROM events WHERE log_key = ? AND seq = ? AND type = 'message'";
const allSql =
  "SELECT seq FROM events WHERE log_key = ? AND seq >= ? AND seq <= ? AND type = 'message' ORDER BY seq DESC LIMIT ?";

/** The messages of one conversation that may match, the newest first. */
function* candidatesOf(
  { database, index }: Databases,
  key: number,
  { before, after, expression, start }: CandidatesOptions,
): Generator<Candidate, void, void> {
  const first = after === undefined ? floorOf(database, key) + 1 : firstSeqAt(database, key, after);
  const last = Math.min(
    before === undefined ? Number.MAX_SAFE_INTEGER : firstSeqAt(database, key, before) - 1,
    lastBehind(database, key, start),
  );
  const places = { key, first, last };
  const seqs = expression === undefined ? allSeqs(database, places) : indexedSeqs(index, matchOf(expression), places);
  for (const seq of seqs) {
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

function* allSeqs(database: SqliteDatabase, { key, first, last: end }: Places): Generator<number, void, void> {
  let last = end;
  while (last >= first) {
    const rows = database.all<{ seq: number }>(allSql, key, first, last, CANDIDATES_PER_STEP);
    for (const { seq } of rows) yield seq;
    if (rows.length < CANDIDATES_PER_STEP) return;
    last = (rows.at(-1)?.seq ?? first) - 1;
  }
}

/** As FTS5 takes it. */
function matchOf(clauses: readonly Clause[]): string {
  return clauses.map((clause) => `(${clause.map((token) => `"${token}"`).join(" OR ")})`).join(" AND ");
}

function* indexedSeqs(index: SqliteDatabase, match: string, { key, first, last: end }: Places): Generator<number, void, void> {
  let last = end;
  while (last >= first) {
    const span = spanAt(index, key, last);
    if (span === undefined) return;
    const rowOfSeq = (seq: number): number => span.firstRow + seq - span.firstSeq;
    const [low, high] = [Math.max(first, span.firstSeq), Math.min(last, span.firstSeq + span.places - 1)];
    const rows = index.all<{ row: number }>(indexedSql, match, rowOfSeq(low), rowOfSeq(high), CANDIDATES_PER_STEP);
    const seqs = rows.map(({ row }) => span.firstSeq + row - span.firstRow);
    yield* seqs;
    last = (rows.length < CANDIDATES_PER_STEP ? low : (seqs.at(-1) ?? low)) - 1;
  }
}

/** The index may still have what is not kept any more. */
function floorOf(database: SqliteDatabase, key: number): number {
  return database.one<{ floor: number }>("SELECT floor FROM logs WHERE key = ?", key)?.floor ?? 0;
}

/** The last place of this conversation that comes after the page before it. */
function lastBehind(database: SqliteDatabase, key: number, start: Place | undefined): number {
  if (start === undefined) return Number.MAX_SAFE_INTEGER;
  if (start.conversationKey === key) return start.seq - 1;
  // Of several at one moment those of a lower key come later.
  return firstSeqAt(database, key, key < start.conversationKey ? start.at + 1 : start.at) - 1;
}

/** The first place at that time or later; the one behind the head when there is none. Where a clock was set back, one of those near it. */
function firstSeqAt(database: SqliteDatabase, key: number, at: number): number {
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

function timeAt(database: SqliteDatabase, key: number, seq: number): number {
  return database.one<{ at: number }>("SELECT at FROM events WHERE log_key = ? AND seq = ?", key, seq)?.at ?? 0;
}
