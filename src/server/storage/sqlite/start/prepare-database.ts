import { SQLiteError } from "bun:sqlite";
import { statSync } from "node:fs";
import { Database } from "../database.ts";
import type { Migration } from "./migrations/migration.ts";
import { migrations } from "./migrations/migrations.ts";
import { StorageStartError } from "./start-error.ts";

/** "Shol": marks the file as Shoal's, for `file` and for the check below. */
const APPLICATION_ID = 0x53686f6c;
/** quick_check reads the whole file, and a start should stay quick: a larger file is checked by `sqlite3 FILE "PRAGMA quick_check"`. */
const CHECKED_BYTES_MAX = 256 * 1024 * 1024;

/** Makes, checks and migrates the database, so that the threads only have to open it. Throws `StorageStartError`. */
export function prepareDatabase(file: string, steps: readonly Migration[] = migrations): { epoch: string } {
  try {
    const database = new Database(file);
    try {
      refuseForeign(database, file);
      refuseDamaged(database, file);
      database.run("PRAGMA journal_mode = WAL");
      migrate(database, file, steps);
      return { epoch: epochOf(database) };
    } finally {
      database.close();
    }
  } catch (error) {
    throw asStartError(error, file);
  }
}

function refuseForeign(database: Database, file: string): void {
  const id = database.one<{ application_id: number }>("PRAGMA application_id")?.application_id;
  if (id === APPLICATION_ID) return;
  const isEmpty = database.one("SELECT 1 FROM sqlite_schema LIMIT 1") === undefined;
  if (id !== 0 || !isEmpty) {
    throw new StorageStartError(`${file} is the database of another application; choose another data folder.`);
  }
}

function refuseDamaged(database: Database, file: string): void {
  if (statSync(file).size > CHECKED_BYTES_MAX) return;
  const verdict = database.one<{ quick_check: string }>("PRAGMA quick_check(1)")?.quick_check;
  if (verdict !== "ok") throw damaged(file, verdict);
}

function migrate(database: Database, file: string, steps: readonly Migration[]): void {
  database.write(() => {
    database.run(`PRAGMA application_id = ${APPLICATION_ID}`);
    database.run("CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT");
    const last = database.one<{ number: number }>("SELECT coalesce(max(number), 0) AS number FROM migrations")?.number ?? 0;
    if (last > steps.length) {
      throw new StorageStartError(
        `${file} was written by a newer version of Shoal (its schema is ${last}, this version knows ${steps.length}); start that version or a later one.`,
      );
    }
    for (const [index, step] of steps.entries()) {
      if (index < last) continue;
      step.up(database);
      database.run("INSERT INTO migrations (number, name) VALUES (?, ?)", index + 1, step.name);
    }
  });
}

function epochOf(database: Database): string {
  const row = database.one<{ value: string }>("SELECT value FROM meta WHERE name = 'epoch'");
  if (!row) throw new Error("the first migration makes the epoch");
  return row.value;
}

function asStartError(error: unknown, file: string): unknown {
  if (!(error instanceof SQLiteError)) return error;
  const code = error.code ?? "";
  if (code === "SQLITE_NOTADB" || code.startsWith("SQLITE_CORRUPT")) return damaged(file, error.message, error);
  return new StorageStartError(
    `${file} cannot be opened for writing (${error.message}); give this user the right to write it, make room on the disk, or choose another data folder.`,
    { cause: error },
  );
}

function damaged(file: string, detail = "no answer", cause?: unknown): StorageStartError {
  return new StorageStartError(`${file} is damaged (${detail}); move it away and put the last backup in its place.`, { cause });
}
