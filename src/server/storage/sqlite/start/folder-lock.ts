import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { StorageStartError } from "../../start-error.ts";
import { type FileLock, tryLockFile } from "./file-lock.ts";

/** Empty, and left in the folder: removing it would let a second process in. */
export const FOLDER_LOCK = "shoal.lock";

/** Makes the data folder when it is missing and keeps every other process out of it. Throws `StorageStartError`. */
export function lockFolder(folder: string): FileLock {
  const lock = tryLockFolder(folder);
  if (lock !== undefined) return lock;
  throw new StorageStartError(
    `Another Shoal is running on the data folder ${folder}; stop it, or start this one with another folder.`,
  );
}

function tryLockFolder(folder: string): FileLock | undefined {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 }); // everybody's messages are in there
    return tryLockFile(join(folder, FOLDER_LOCK));
  } catch (error) {
    throw new StorageStartError(
      `The data folder ${folder} cannot be written (${reasonOf(error)}); make it writable for this user, or choose another folder.`,
      { cause: error },
    );
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
