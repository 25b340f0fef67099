import { Database, SQLiteError } from "bun:sqlite";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { makePrivateFile } from "./private-file.ts";
import { StorageStartError } from "./start-error.ts";

export interface FolderLock {
  release(): void;
}

/**
 * Makes the data folder when it is missing and keeps every other process out of it.
 * The lock is a transaction that never ends: the operating system lets go of it with the process, even after kill -9.
 */
export function lockFolder(folder: string): FolderLock {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 }); // everybody's messages are in there
    const file = join(folder, "shoal.lock");
    makePrivateFile(file);
    const lock = new Database(file, { create: true, readwrite: true });
    lock.run("PRAGMA journal_mode = MEMORY");
    lock.run("BEGIN EXCLUSIVE");
    return { release: () => lock.close() };
  } catch (error) {
    if (error instanceof SQLiteError && error.code === "SQLITE_BUSY") {
      throw new StorageStartError(
        `Another Shoal is running on the data folder ${folder}; stop it, or start this one with another folder.`,
        { cause: error },
      );
    }
    throw new StorageStartError(
      `The data folder ${folder} cannot be written (${reasonOf(error)}); make it writable for this user, or choose another folder.`,
      { cause: error },
    );
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
