import { join } from "node:path";
import { removeDrafts } from "./backup-drafts.ts";
import { type FileLock, tryLockFile } from "./file-lock.ts";

/** Held by the one backup of a data folder, for as long as it runs. */
const BACKUP = "backup.lock";
/** Held while blobs are deleted, and while a backup may still copy them. */
const DELETION = "deletion.lock";
/** Those who delete look at the first lock for a moment. */
const LOOK_MS = 250;

/** The right to make the backup of a data folder; undefined while another process has it. */
export function tryLockBackup(folder: string): FileLock | undefined {
  return tryLockFile(join(folder, BACKUP), LOOK_MS);
}

/** For the holder of the backup's lock: no blob is deleted until it is released. Undefined while a deletion goes on. */
export function tryStopDeletions(folder: string): FileLock | undefined {
  return tryLockFile(join(folder, DELETION));
}

/** The server's deletions of blobs that a copy of the database may name: never while a backup copies them. */
export class BlobDeletions {
  readonly #folder: string;
  #lock: FileLock | undefined;
  #runningCount = 0;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Of a data folder that is there. Removes what a backup that was killed has left. */
  static open(folder: string): BlobDeletions {
    const lock = tryLockBackup(folder);
    if (lock !== undefined) removeDrafts(folder);
    lock?.release();
    return new BlobDeletions(folder);
  }

  /** Whether `work` was done: a backup stops all that has not begun. */
  async attempt(work: () => Promise<void>): Promise<boolean> {
    // A backup takes this lock first and waits for the other one: deletions that follow each other without a pause cannot keep it waiting.
    const backupLock = tryLockFile(join(this.#folder, BACKUP));
    if (backupLock === undefined) return false;
    backupLock.release();
    this.#lock ??= tryStopDeletions(this.#folder);
    if (this.#lock === undefined) return false;
    this.#runningCount += 1;
    try {
      await work();
    } finally {
      this.#runningCount -= 1;
      if (this.#runningCount === 0) {
        this.#lock.release();
        this.#lock = undefined;
      }
    }
    return true;
  }
}
