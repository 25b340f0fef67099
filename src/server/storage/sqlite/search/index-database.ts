import { rmSync } from "node:fs";
import { SqliteDatabase } from "../database.ts";
import { makePrivateFile } from "../start/private-file.ts";
import { spansSql } from "./spans.ts";

/** Another number makes the index anew: tokens or tables are others. */
export const INDEX_VERSION = 3;
const KIBIBYTES_OF_CACHE = 16 * 1024;

/**
 * The index of all messages, in a file of its own: it holds nothing that the database does not have, and is made anew when it is missing, of another past,
 * or damaged.
 *
 * A row of `postings` is a message. The rows of a conversation are a few ranges in which the newest is last: see `spans.ts`.
 */
export function openIndexDatabase(file: string, epoch: string): SqliteDatabase {
  try {
    const database = openAt(file);
    if (isOf(database, epoch)) return database;
    database.close();
  } catch {
    // Damaged, or no database at all.
  }
  for (const suffix of ["", "-wal", "-shm"]) rmSync(file + suffix, { force: true });
  const database = openAt(file);
  database.write(() => create(database, epoch));
  return database;
}

function openAt(file: string): SqliteDatabase {
  makePrivateFile(file);
  const database = new SqliteDatabase(file);
  database.one("PRAGMA journal_mode = WAL");
  database.run("PRAGMA synchronous = NORMAL"); // a power cut may take the last commits, and they are indexed again
  database.run(`PRAGMA cache_size = -${KIBIBYTES_OF_CACHE}`);
  database.run("PRAGMA secure_delete = ON"); // FTS5 removes a word from where it is, and leaves the pages where it was before
  return database;
}

function isOf(database: SqliteDatabase, epoch: string): boolean {
  const isMade = database.one("SELECT 1 FROM sqlite_schema WHERE name = 'meta'") !== undefined;
  if (!isMade) return false;
  const meta = database.one<{ epoch: string; version: number }>("SELECT epoch, version FROM meta");
  return meta?.epoch === epoch && meta.version === INDEX_VERSION;
}

function create(database: SqliteDatabase, epoch: string): void {
  // Without positions and sizes an entry is one or two bytes. A search opens each of its words in every part of the index, and reads whole pages there: a
  // few parts and small pages cost the indexer a fifth more, and halve that. What is removed is really gone.
  database.script(`
    CREATE TABLE meta (
      epoch TEXT NOT NULL, version INTEGER NOT NULL, scrub_id INTEGER NOT NULL, is_stale INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE cursors (log_key INTEGER PRIMARY KEY, seq INTEGER NOT NULL) STRICT;
    ${spansSql}
    CREATE VIRTUAL TABLE postings USING fts5 (
      tokens, content = '', detail = none, columnsize = 0, tokenize = "ascii tokenchars '_'"
    );
    CREATE VIRTUAL TABLE vocabulary USING fts5vocab (postings, row);
    INSERT INTO postings (postings, rank) VALUES ('automerge', 2), ('pgsz', 1000), ('secure-delete', 1);
  `);
  database.run("INSERT INTO meta (epoch, version, scrub_id) VALUES (?, ?, 0)", epoch, INDEX_VERSION);
}
