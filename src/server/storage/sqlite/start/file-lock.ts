import { Database, SQLiteError } from "bun:sqlite";
import { makePrivateFile } from "./private-file.ts";

export interface FileLock {
  release(): void;
}

/**
 * Locks a file against every other process, and this one. Undefined when it is locked already; `waitMs` is for locks that are held for a moment.
 * The lock is a transaction that never ends: the operating system lets go of it with the process, even after kill -9.
 */
export function tryLockFile(file: string, waitMs = 0): FileLock | undefined {
  makePrivateFile(file);
  const lock = new Database(file, { create: true, readwrite: true });
  try {
    lock.run(`PRAGMA busy_timeout = ${waitMs}`);
    lock.run("PRAGMA journal_mode = MEMORY");
    lock.run("BEGIN EXCLUSIVE");
    return { release: () => lock.close() };
  } catch (error) {
    lock.close();
    if (error instanceof SQLiteError && error.code === "SQLITE_BUSY") return undefined;
    throw error;
  }
}
