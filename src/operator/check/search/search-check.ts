import { SQLiteError } from "bun:sqlite";
import { checkSearchIndex } from "../../../server/storage/postgres/search/check.ts";
import type { SqliteDatabase } from "../../../server/storage/sqlite/database.ts";
import type { Span } from "../../../server/storage/sqlite/search/spans.ts";
import { Progress } from "../../progress.ts";
import type { Check, CheckContext } from "../check-context.ts";
import { openWords, readWords } from "./index-sums.ts";
import { expectedRows } from "./indexed-messages.ts";
import { indexProgress, openIndex } from "./open-index.ts";
import { type IndexedFiles, Suspects } from "./suspects.ts";

/** No message has it. */
const NO_ROW = -1;
/** Rows of the index of one pass over its words: 16 MiB of sums. A pass reads the whole index. */
const ROWS_PER_PASS = 4 * 1024 * 1024;

/**
 * The index has exactly the words of the messages up to its cursors. The index and the database are two files, and the index is a moment behind: what differs is
 * looked at again, in a moment of both.
 */
export const searchCheck: Check = {
  name: "search",
  label: "Comparing the search index",
  run(context) {
    const { stored, findings } = context;
    const { folder } = stored;
    if (folder === undefined) return checkPostgresIndex(context);
    const opened = openIndex(folder);
    if ("note" in opened) findings.note(opened.note);
    if ("damage" in opened) findings.add("damaged-index", opened.damage);
    if (!("index" in opened)) return;
    const { index } = opened;
    try {
      openWords(index);
      index.run("PRAGMA query_only = ON");
      if (!isSound(context, index)) return;
      const { logsBehind, eventsBehind } = indexProgress(folder.database, index);
      if (logsBehind > 0)
        findings.note(
          `The search index is ${eventsBehind} events behind in ${logsBehind} conversations; what is indexed was checked.`,
        );
      compare(context, { database: folder.database, index }, this.label);
    } finally {
      index.close();
    }
  },
};

/** It is of the same snapshot as the messages. */
function checkPostgresIndex({ stored: { database }, findings, checked }: CheckContext): void {
  const sentences = {
    "unindexed-message": "The search index lacks the message",
    "wrongly-indexed-message": "The search index has other words of the message",
    "indexed-leftover": "The search index has words of a place without a message,",
  };
  const { messages, logsBehind } = checkSearchIndex(database, ({ kind, logKey, seq }) =>
    findings.add(kind, `${sentences[kind]} at seq ${seq} of the log with the key ${logKey}`),
  );
  checked.indexedMessages += messages;
  if (logsBehind > 0) findings.note(`The search index is behind in ${logsBehind} conversations; what is indexed was checked.`);
}

/** FTS5 looks at its own structure there, too. */
function isSound({ findings }: CheckContext, index: SqliteDatabase): boolean {
  const damages = damagesOf(index);
  for (const damage of damages) findings.add("damaged-index", `SQLite finds damage in search.db (${damage})`);
  return damages.length === 0;
}

function damagesOf(index: SqliteDatabase): readonly string[] {
  try {
    const verdicts = index.all<{ integrity_check: string }>("PRAGMA integrity_check(10)").map((row) => row.integrity_check);
    return verdicts.filter((verdict) => verdict !== "ok");
  } catch (error) {
    if (error instanceof SQLiteError) return [error.message];
    throw error;
  }
}

function compare(context: CheckContext, files: IndexedFiles, label: string): void {
  const { database, index } = files;
  const spans = index.all<Span>(
    "SELECT log_key AS logKey, first_row AS firstRow, first_seq AS firstSeq, places FROM spans ORDER BY first_row",
  );
  const lastRow = spans.reduce((last, { firstRow, places }) => Math.max(last, firstRow + places - 1), 0);
  using progress = new Progress({ label, total: lastRow, amountText: (rows) => `${rows} places` });
  const suspects = new Suspects();
  for (let from = 1; from <= lastRow; from += ROWS_PER_PASS) {
    const upTo = Math.min(lastRow, from + ROWS_PER_PASS - 1);
    const sums = new Int32Array(upTo - from + 1);
    readWords(index, { from, upTo }, (row, sum) => {
      sums[row - from] = ((sums[row - from] ?? 0) + sum) | 0;
    });
    for (const span of spans) {
      if (span.firstRow > upTo || span.firstRow + span.places <= from) continue;
      const fromSeq = span.firstSeq + Math.max(0, from - span.firstRow);
      const upToSeq = Math.min(cursorOf(index, span.logKey), span.firstSeq + upTo - span.firstRow);
      for (const { seq, row, sum } of expectedRows(database, span, { fromSeq, upToSeq })) {
        if (sums[row - from] !== sum) suspects.add({ logKey: span.logKey, seq, row });
        sums[row - from] = 0;
        context.checked.indexedMessages += 1;
      }
      // What has words and is no message.
      const [first, last] = [Math.max(from, span.firstRow), Math.min(upTo, span.firstRow + span.places - 1)];
      for (let row = first; row <= last; row += 1)
        if (sums[row - from] !== 0) suspects.add({ logKey: span.logKey, seq: span.firstSeq + row - span.firstRow, row });
      progress.add(last - first + 1);
    }
  }
  findOutside(database, index, suspects);
  suspects.judge(context, files);
}

/** Messages before the first span of their log: only deleted ones need no row. */
function findOutside(database: SqliteDatabase, index: SqliteDatabase, suspects: Suspects): void {
  for (const { logKey, seq: cursor } of index.all<{ logKey: number; seq: number }>(
    "SELECT log_key AS logKey, seq FROM cursors",
  )) {
    const first = index.one<{ seq: number | null }>("SELECT min(first_seq) AS seq FROM spans WHERE log_key = ?", logKey)?.seq;
    const span = { logKey, firstRow: NO_ROW, firstSeq: 0, places: first ?? cursor + 1 };
    for (const { seq, sum } of expectedRows(database, span, { fromSeq: 0, upToSeq: cursor }))
      if (sum !== 0) suspects.add({ logKey, seq, row: NO_ROW });
  }
}

function cursorOf(index: SqliteDatabase, logKey: number): number {
  return index.one<{ seq: number }>("SELECT seq FROM cursors WHERE log_key = ?", logKey)?.seq ?? 0;
}
