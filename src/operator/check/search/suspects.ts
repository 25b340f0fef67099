import { tokenSum } from "../../../server/storage/search/message-document.ts";
import type { SqliteDatabase } from "../../../server/storage/sqlite/database.ts";
import type { CheckContext } from "../check-context.ts";
import type { Findings } from "../findings.ts";
import { expectedRows } from "./indexed-messages.ts";

/** More than these are counted. */
const SUSPECTS_MAX = 1_000;
/** How often a moment of both files is looked for while the indexer works. */
const TRIES_MAX = 20;
const TRY_AGAIN_AFTER_MS = 100;

interface Suspect {
  readonly logKey: number;
  readonly seq: number;
  readonly row: number;
}

/** A database of SQLite's and the index of it. */
export interface IndexedFiles {
  readonly database: SqliteDatabase;
  readonly index: SqliteDatabase;
}

/** Rows of the index that did not fit the messages when they were read. Something may have been written meanwhile. */
export class Suspects {
  readonly #suspects: Suspect[] = [];
  #further = 0;

  add(suspect: Suspect): void {
    if (this.#suspects.length < SUSPECTS_MAX) this.#suspects.push(suspect);
    else this.#further += 1;
  }

  /** Looks at them in one moment of both files, and tells of those that are wrong. */
  judge({ findings }: CheckContext, files: IndexedFiles): void {
    if (this.#suspects.length === 0) return;
    const { database, index } = files;
    for (let tries = 1; tries <= TRIES_MAX; tries += 1) {
      const isJudged = index.snapshot(() => {
        const scrubId = index.one<{ id: number }>("SELECT scrub_id AS id FROM meta")?.id ?? 0;
        return database.snapshot(() => {
          if (!hasAllScrubsAfter(database, scrubId)) return false;
          const sums = this.#sums(index);
          for (const suspect of this.#suspects) judgeOne(findings, files, { suspect, scrubId, sum: sums.get(suspect.row) ?? 0 });
          return true;
        });
      });
      if (isJudged) {
        if (this.#further > 0) findings.note(`${this.#further} more messages did not fit the search index when they were read.`);
        return;
      }
      Bun.sleepSync(TRY_AGAIN_AFTER_MS);
    }
    findings.note(
      "The search index was written all the time; what differed in it could not be looked at again. Check it when the server is quiet.",
    );
  }

  #sums(index: SqliteDatabase): ReadonlyMap<number, number> {
    const sums = new Map<number, number>();
    const rows = this.#suspects.map(({ row }) => row);
    for (const { term, row } of index.all<{ term: string; row: number }>(
      "SELECT term, doc AS row FROM temp.words WHERE doc IN (SELECT value FROM json_each(?))",
      JSON.stringify(rows),
    )) {
      sums.set(row, ((sums.get(row) ?? 0) + tokenSum(term)) | 0);
    }
    return sums;
  }
}

/** Whether the index took nothing out between the two snapshots: then what it has still to take out is in the database. */
function hasAllScrubsAfter(database: SqliteDatabase, scrubId: number): boolean {
  const last = database.one<{ id: number }>("SELECT seq AS id FROM sqlite_sequence WHERE name = 'scrubs'")?.id ?? 0;
  const there = database.one<{ count: number }>("SELECT count(*) AS count FROM scrubs WHERE id > ?", scrubId)?.count ?? 0;
  return there === Math.max(0, last - scrubId);
}

function judgeOne(
  findings: Findings,
  { database, index }: IndexedFiles,
  { suspect: { logKey, seq, row }, scrubId, sum }: { readonly suspect: Suspect; readonly scrubId: number; readonly sum: number },
): void {
  const isPending =
    database.one("SELECT 1 FROM scrubs WHERE log_key = ? AND seq = ? AND id > ?", logKey, seq, scrubId) !== undefined;
  if (isPending) return;
  const isIndexed = (index.one<{ seq: number }>("SELECT seq FROM cursors WHERE log_key = ?", logKey)?.seq ?? 0) >= seq;
  const span = { logKey, firstRow: row, firstSeq: seq, places: 1 };
  const [expected] = isIndexed ? [...expectedRows(database, span, { fromSeq: seq, upToSeq: seq })] : [];
  const expectedSum = expected?.sum ?? 0;
  if (sum === expectedSum) return;
  const id = database.one<{ id: string }>("SELECT id FROM logs WHERE key = ?", logKey)?.id ?? `with the key ${logKey}`;
  const place = `seq ${seq} of the log ${id}`;
  if (sum === 0) findings.add("unindexed-message", `The search index lacks the message at ${place}`);
  else if (expectedSum === 0)
    findings.add("indexed-leftover", `The search index has words of ${place}, where no message is, or a deleted one`);
  else findings.add("wrongly-indexed-message", `The search index has other words of ${place} than the message`);
}
