import { basename, dirname } from "node:path";
import type { Clock, MonotonicMs } from "../../../../clock.ts";
import { ShoalError } from "../../../../protocol/errors.ts";
import { runBatch } from "../../sql/write/batch.ts";
import { writeVerbs } from "../../sql/write/verbs.ts";
import { type Answer, type BatchAnswer, type Call, type Refused, refuse } from "../../threads/calls.ts";
import type { Notify, Service } from "../../threads/serve.ts";
import type { SqliteDatabase } from "../database.ts";
import { DatabaseFiles } from "./database-files.ts";

const CHECKPOINT_FRAMES = 4_000; // 16 MiB of WAL: fewer would write hot pages to the file again and again
/** Calls that remove text. What it was is in the write-ahead log until that is emptied [P41]. */
const erasingVerbs: ReadonlySet<string> = new Set([
  ...["editMessage", "deleteMessage", "eraseEmptyRooms", "forgetScrubs"],
  ...["deleteUser", "deleteOwnData", "eraseDeletedUsers", "trimLog"],
]);
/** Emptying the write-ahead log copies all of it: many deletions within this time are one. */
const ERASE_DELAY_MS = 1_000;
/** A reader that is in the middle of the log is waited for only this long; then it is tried again. */
const ERASE_WAIT_MS = 50;
/** A checkpoint that failed is tried again after this: on a full disk each try costs a commit's time. */
const CHECKPOINT_RETRY_MS = 1_000;

interface WriteServiceDependencies {
  readonly database: SqliteDatabase;
  readonly notify: Notify;
  readonly clock: Clock;
}

/** The writer's thread. An error after a commit never ends it: the batch is answered, and reading goes on. */
export class WriteService implements Service {
  readonly #database: SqliteDatabase;
  readonly #folder: string;
  readonly #files: DatabaseFiles;
  readonly #notify: Notify;
  readonly #clock: Clock;
  #isLost = false;
  #isFailing = false;
  #checkpointFailedAt: MonotonicMs | undefined;
  #cancelErasing: (() => void) | undefined;

  /** `database`: an open connection to `file` that writes. */
  constructor(file: string, { database, notify, clock }: WriteServiceDependencies) {
    this.#folder = dirname(file);
    this.#notify = notify;
    this.#clock = clock;
    this.#database = database;
    database.one("SELECT 1 FROM meta"); // opens the write-ahead log
    this.#files = new DatabaseFiles(file);
  }

  run(calls: readonly Call[]): BatchAnswer {
    if (this.#isLost) return this.#refuseAll(calls);
    const answer = runBatch(this.#database, writeVerbs, calls);
    // After the commit and before the answer: a commit into a removed file is not acknowledged.
    const { lost } = this.#files;
    if (lost === undefined) {
      this.#tellHealth(answer);
      if (calls.some(({ verb }) => erasingVerbs.has(verb))) this.#eraseLater();
      return answer;
    }
    this.#isLost = true;
    this.#notify(
      `${basename(lost)} was removed or replaced in ${this.#folder} while the server runs; nothing more can be stored. ` +
        "Stop the server, put the folder back as it was or restore the last backup, and start it again.",
    );
    this.#rescue();
    return this.#refuseAll(calls);
  }

  /**
   * Copies the WAL into the file, but only after the batch was answered: what SQLite does by itself at the end of a commit
   * would make its callers wait for a second and much longer fsync.
   * (NOOP only counts. A SQLite before 3.51 takes it for PASSIVE: slower, and as safe.)
   */
  afterAnswer(): void {
    if (this.#isLost) return;
    if (this.#checkpointFailedAt !== undefined && this.#clock.elapsedMs(this.#checkpointFailedAt) < CHECKPOINT_RETRY_MS) return;
    try {
      const wal = this.#database.one<{ log: number; checkpointed: number }>("PRAGMA wal_checkpoint(NOOP)");
      if (wal && wal.log - wal.checkpointed >= CHECKPOINT_FRAMES) this.#database.one("PRAGMA wal_checkpoint(PASSIVE)");
      if (this.#checkpointFailedAt !== undefined) this.#notify("the write-ahead log is copied into the database again");
      this.#checkpointFailedAt = undefined;
    } catch (error) {
      // The WAL still has everything that was acknowledged, and the next checkpoint copies it.
      if (this.#checkpointFailedAt === undefined) {
        this.#notify(`the write-ahead log cannot be copied into the database (${String(error)}); make room on the disk`);
      }
      this.#checkpointFailedAt = this.#clock.monotonicNow();
    }
  }

  /** The last connection to close empties the write-ahead log, and so does the next start. */
  close(): void {
    this.#cancelErasing?.();
    try {
      this.#database.close();
    } catch (error) {
      this.#notify(`the database did not close in order (${String(error)}); the next start reads its write-ahead log`);
    }
  }

  #eraseLater(): void {
    this.#cancelErasing ??= this.#clock.after(ERASE_DELAY_MS, () => {
      this.#cancelErasing = undefined;
      if (!this.#isLost && !this.#emptyLog()) this.#eraseLater();
    });
  }

  /** Whether nothing of earlier commits is left in the write-ahead log. */
  #emptyLog(): boolean {
    try {
      this.#database.waitForLock(ERASE_WAIT_MS);
      return this.#database.one<{ busy: number }>("PRAGMA wal_checkpoint(TRUNCATE)")?.busy === 0;
    } catch {
      return false; // a full disk: the checkpoints tell of it
    } finally {
      this.#database.waitForLock();
    }
  }

  /** Tells once that nothing can be written, and once that it can be again. */
  #tellHealth({ answers }: BatchAnswer): void {
    const failed = answers.find(isUnavailable);
    if ((failed !== undefined) === this.#isFailing) return;
    this.#isFailing = failed !== undefined;
    const [reason] = failed?.refusal.cause?.split("\n") ?? [];
    this.#notify(failed ? `nothing can be stored (${reason}); reading goes on` : "everything can be stored again");
  }

  /** This process still has the WAL open: earlier commits are copied into the database as far as it is in place. */
  #rescue(): void {
    try {
      this.#database.one("PRAGMA wal_checkpoint(PASSIVE)");
    } catch (error) {
      this.#notify(`the write-ahead log could not be copied into the database (${String(error)})`);
    }
  }

  #refuseAll(calls: readonly Call[]): BatchAnswer {
    const refusal = refuse(new ShoalError("unavailable"));
    return { answers: calls.map(() => refusal), appends: [] };
  }
}

function isUnavailable(answer: Answer): answer is Refused {
  return "refusal" in answer && answer.refusal.code === "unavailable";
}
