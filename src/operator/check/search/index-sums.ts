import { tokenSum } from "../../../server/storage/search/message-document.ts";
import type { SqliteDatabase } from "../../../server/storage/sqlite/database.ts";

/** Of one page: a frequent word stands in every third message. */
const TERMS_PER_PAGE = 64;

/** A table that lists every word of the index with the message that it stands in. Beside the database, since the index itself is only read. */
export function openWords(index: SqliteDatabase): void {
  index.script("CREATE VIRTUAL TABLE temp.words USING fts5vocab (main, postings, instance)");
}

/**
 * For each row of a range of the index a sum of 32 bits of the words that it has, whatever their order: the index is sorted by words, and a message has its words
 * all over it. `onRow` is called for each word of each row.
 */
export function readWords(
  index: SqliteDatabase,
  { from, upTo }: { readonly from: number; readonly upTo: number },
  onRow: (row: number, sum: number) => void,
): void {
  let after = "";
  for (;;) {
    const terms = index.all<{ term: string; rows: string }>(
      `SELECT term, group_concat(doc) AS rows FROM temp.words WHERE term > ?1 AND doc >= ?2 AND doc <= ?3 GROUP BY term LIMIT ?4`,
      ...([after, from, upTo, TERMS_PER_PAGE] as const),
    );
    for (const { term, rows } of terms) {
      const sum = tokenSum(term);
      for (const row of rows.split(",")) onRow(Number(row), sum);
    }
    const last = terms.at(-1);
    if (last === undefined) return;
    after = last.term;
  }
}
