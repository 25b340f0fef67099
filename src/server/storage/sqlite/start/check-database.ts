import { SQLiteError } from "bun:sqlite";
import { statSync } from "node:fs";
import { basename } from "node:path";
import { StorageStartError } from "../../start-error.ts";
import { SqliteDatabase } from "../database.ts";
import type { Migration } from "./migrations/migration.ts";

/** "Shol": marks the file as Shoal's, for `file` and for `refuseForeign`. */
export const APPLICATION_ID = 0x53686f6c;
/** quick_check reads the whole file, and a start should stay quick: a larger file is checked by `sqlite3 FILE "PRAGMA quick_check"`. */
const CHECKED_BYTES_MAX = 64 * 1024 * 1024;

/**
 * Comes before opening: SQLite deletes a write-ahead log whose database is empty, and all that is in it. Without one, an
 * empty file is a new database: a first start that was killed leaves it behind.
 */
export function refuseLost(file: string): void {
  const wal = `${file}-wal`;
  if (bytesOf(file) > 0 || bytesOf(wal) === 0) return;
  throw new StorageStartError(
    `${file} is missing or empty, but ${basename(wal)} beside it is not; put the file back that belongs to it, or move ${basename(wal)} away and put the last backup in place.`,
  );
}

export function refuseForeign(database: SqliteDatabase, file: string): void {
  const id = database.one<{ application_id: number }>("PRAGMA application_id")?.application_id;
  if (id === APPLICATION_ID || (id === 0 && isNew(database))) return;
  throw new StorageStartError(`${file} is the database of another application; choose another data folder.`);
}

export function isNew(database: SqliteDatabase): boolean {
  return database.one("SELECT 1 FROM sqlite_schema LIMIT 1") === undefined;
}

export function refuseDamaged(database: SqliteDatabase, file: string): void {
  if (bytesOf(file) > CHECKED_BYTES_MAX) return;
  const verdict = database.one<{ quick_check: string }>("PRAGMA quick_check(1)")?.quick_check;
  if (verdict !== "ok") throw damaged(file, "its pages do not fit together", new Error(verdict));
}

/** What `steps` made is all there: without a table it would fail when the table is needed, without an index deliver twice. */
export function refuseIncomplete(database: SqliteDatabase, file: string, steps: readonly Migration[]): void {
  const found = new Set(schemaOf(database));
  const missing = modelOf(steps).find((name) => !found.has(name));
  if (missing !== undefined) throw damaged(file, `the ${missing} is missing`);
}

/** Made once: it takes as long as bringing a database up to date. */
const models = new WeakMap<readonly Migration[], readonly string[]>();

function modelOf(steps: readonly Migration[]): readonly string[] {
  const known = models.get(steps);
  if (known !== undefined) return known;
  const database = new SqliteDatabase(":memory:");
  for (const step of steps) step.up(database);
  const schema = schemaOf(database);
  database.close();
  models.set(steps, schema);
  return schema;
}

/** An error of SQLite as a sentence. Other errors are bugs and are returned unchanged. */
export function asStartError(error: unknown, file: string): unknown {
  const isOfSystem = error instanceof Error && "syscall" in error;
  if (!(error instanceof SQLiteError) && !isOfSystem) return error;
  const code = error instanceof SQLiteError ? (error.code ?? "") : "";
  // SQLITE_ERROR is a statement that does not fit the tables.
  const isDamage = code === "SQLITE_ERROR" || code === "SQLITE_NOTADB" || code.startsWith("SQLITE_CORRUPT");
  if (isDamage) return damaged(file, error.message, error);
  return new StorageStartError(
    `${file} cannot be opened for writing (${error.message}); give this user the right to write it, make room on the disk, or choose another data folder.`,
    { cause: error },
  );
}

export function damaged(file: string, detail: string, cause?: Error): StorageStartError {
  return new StorageStartError(
    `${file} is damaged (${detail}); move it away, with ${basename(file)}-wal if that is there, and put the last backup in its place.`,
    { cause },
  );
}

/** Like "table events". */
function schemaOf(database: SqliteDatabase): string[] {
  return database.all<{ name: string }>("SELECT type || ' ' || name AS name FROM sqlite_schema").map(({ name }) => name);
}

function bytesOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
