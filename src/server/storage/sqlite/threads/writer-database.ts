import { SqliteDatabase } from "../database.ts";

const KIBIBYTES_OF_CACHE = 32 * 1024;
const WAL_BYTES_KEPT = 64 * 1024 * 1024;

/** The connection that writes: a commit has been synced to the disk when it returns [P11]. */
export function openWriterDatabase(file: string): SqliteDatabase {
  const database = new SqliteDatabase(file);
  database.run("PRAGMA synchronous = FULL"); // NORMAL loses acknowledged messages with the power
  database.run(`PRAGMA cache_size = -${KIBIBYTES_OF_CACHE}`);
  database.run(`PRAGMA journal_size_limit = ${WAL_BYTES_KEPT}`);
  database.run("PRAGMA wal_autocheckpoint = 0");
  database.run("PRAGMA secure_delete = ON"); // a deleted message is gone from the file, not only from its tables [P41]
  return database;
}
