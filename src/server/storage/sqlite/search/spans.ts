import type { SqliteDatabase } from "../database.ts";

/** Places of the first span of a log; each further one has several times as many as the one before it, up to a bound. */
const FIRST_PLACES = 1_024;
const GROWTH = 4;
const PLACES_MAX = 2 ** 20;
const HEADROOM = 1.25;

/**
 * Places of one log that follow each other, as rows of `postings` that follow each other.
 *
 * A posting is as long as its distance from the one before it. So the rows of all logs lie close together, most logs have one span, and a long one is
 * still a few ranges.
 */
export interface Span {
  readonly logKey: number;
  readonly firstRow: number;
  readonly firstSeq: number;
  readonly places: number;
}

export const spansSql = `
  CREATE TABLE spans (first_row INTEGER PRIMARY KEY, log_key INTEGER NOT NULL, first_seq INTEGER NOT NULL, places INTEGER NOT NULL) STRICT;
  CREATE UNIQUE INDEX spans_of_log ON spans (log_key, first_seq);`;

const columns = "log_key AS logKey, first_row AS firstRow, first_seq AS firstSeq, places";

/** The span with this place, or else the last one before it. */
export function spanAt(index: SqliteDatabase, logKey: number, seq: number): Span | undefined {
  return index.one<Span>(
    `SELECT ${columns} FROM spans WHERE log_key = ? AND first_seq <= ? ORDER BY first_seq DESC LIMIT 1`,
    ...([logKey, seq] as const),
  );
}

/** The row of a message. Makes the spans up to there: places are taken ascending. `head`: the last place that is known to need a row. */
export function rowOf(
  index: SqliteDatabase,
  { logKey, seq, head = seq }: { logKey: number; seq: number; head?: number },
): number {
  let span = spanAt(index, logKey, seq);
  while (span === undefined || seq >= span.firstSeq + span.places) span = addSpan(index, { logKey, seq, head }, span);
  return span.firstRow + seq - span.firstSeq;
}

function addSpan(
  index: SqliteDatabase,
  { logKey, seq, head }: { logKey: number; seq: number; head: number },
  before: Span | undefined,
): Span {
  const last = index.one<Span>(`SELECT ${columns} FROM spans ORDER BY first_row DESC LIMIT 1`);
  const firstSeq = before === undefined ? seq : before.firstSeq + before.places;
  const grown = before === undefined ? FIRST_PLACES : Math.min(PLACES_MAX, before.places * GROWTH);
  const span = {
    logKey,
    firstRow: last === undefined ? 1 : last.firstRow + last.places,
    firstSeq,
    // A log that is indexed late, when the index is made anew for one, has one span up to its head and a while further.
    places: Math.max(grown, Math.ceil((head - firstSeq + 1) * HEADROOM)),
  };
  index.run(
    "INSERT INTO spans (first_row, log_key, first_seq, places) VALUES (?, ?, ?, ?)",
    ...([span.firstRow, logKey, span.firstSeq, span.places] as const),
  );
  return span;
}
