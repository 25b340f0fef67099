import { closeSync, openSync } from "node:fs";

/**
 * Makes an empty file that only this user can read, when it is missing. SQLite gives its -wal and -shm files the same mode. A file
 * that is there stays as the operator made it; it is not opened either, for closing it would drop this process's locks on it.
 */
export function makePrivateFile(path: string): void {
  try {
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}
