import { authorToken } from "../../search/tokens.ts";
import type { SqliteDatabase } from "../database.ts";

/** Pages of one step: some milliseconds, so that no search waits for long. */
const PAGES_PER_STEP = 200;
/** A long index that is written anew rests so many times as long as it took, so that deletions cost a twentieth of a core at most. */
const RESTS = 20;
/** No message has this row, and no user this token. */
const FILLER = [0, authorToken(0)] as const;

/**
 * Writes the parts of the index anew, step by step, when a separator was left of a word that must be gone. That it has to is kept in the index, so that
 * a kill between two steps costs only the steps.
 */
export class Rewrite {
  readonly #index: SqliteDatabase;
  #isNeeded: boolean;
  /** Since when it runs, in milliseconds of work. */
  #workedMs: number | undefined;
  #isNeededAgain = false;
  #restsUntil = 0;

  constructor(index: SqliteDatabase) {
    this.#index = index;
    this.#isNeeded = index.one<{ isStale: number }>("SELECT is_stale AS isStale FROM meta")?.isStale === 1;
  }

  /** In the transaction of the removal. */
  request(): void {
    this.#isNeededAgain = this.#workedMs !== undefined;
    this.#isNeeded = true;
    this.#index.run("UPDATE meta SET is_stale = 1");
  }

  get isDue(): boolean {
    return this.#isNeeded && performance.now() >= this.#restsUntil;
  }

  step(): void {
    const start = performance.now();
    const isDone = this.#index.write(() => (this.#workedMs === undefined ? this.#begin() : this.#goOn()));
    this.#workedMs = (this.#workedMs ?? 0) + performance.now() - start;
    if (!isDone) return;
    this.#restsUntil = performance.now() + RESTS * this.#workedMs;
    this.#workedMs = undefined;
    this.#isNeeded = this.#isNeededAgain;
    this.#isNeededAgain = false;
  }

  /** One part alone would not be written anew: the filler makes a second one. */
  #begin(): false {
    this.#index.run("INSERT INTO postings (rowid, tokens) VALUES (?, ?)", ...FILLER);
    this.#index.run("INSERT INTO postings (postings) VALUES ('flush')");
    this.#index.run("INSERT INTO postings (postings, rank) VALUES ('merge', ?)", -PAGES_PER_STEP);
    return false;
  }

  /** Returns whether nothing is left to do. */
  #goOn(): boolean {
    const before = this.#changes();
    this.#index.run("INSERT INTO postings (postings, rank) VALUES ('merge', ?)", PAGES_PER_STEP);
    // As the manual of FTS5 says: fewer than two changes were no work.
    if (this.#changes() - before >= 2) return false;
    this.#index.run("INSERT INTO postings (postings, rowid, tokens) VALUES ('delete', ?, ?)", ...FILLER);
    if (!this.#isNeededAgain) this.#index.run("UPDATE meta SET is_stale = 0");
    return true;
  }

  #changes(): number {
    return this.#index.one<{ count: number }>("SELECT total_changes() AS count")?.count ?? 0;
  }
}
