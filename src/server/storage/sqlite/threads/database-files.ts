import { type Stats, statSync } from "node:fs";

/**
 * The files of an open database, by device and inode. SQLite goes on writing to a file that was removed or replaced, and acknowledges
 * what no restart finds: only the identity of the files tells.
 */
export class DatabaseFiles {
  readonly #opened: readonly (readonly [path: string, identity: string])[];

  /** The database must be open, in WAL mode, and read once: only then are all of its files there. */
  constructor(file: string) {
    this.#opened = [file, `${file}-wal`, `${file}-shm`].map((path) => [path, identityOf(path)]);
  }

  /** The file that was removed or replaced since. */
  get lost(): string | undefined {
    return this.#opened.find(([path, identity]) => identityOf(path) !== identity)?.[0];
  }
}

function identityOf(path: string): string {
  const stats: Stats | undefined = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? "missing" : `${stats.dev}:${stats.ino}`;
}
