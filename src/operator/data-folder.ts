import { statSync } from "node:fs";
import { join } from "node:path";
import { SqliteDatabase } from "../server/storage/sqlite/database.ts";
import { APPLICATION_ID } from "../server/storage/sqlite/start/check-database.ts";
import { migrations } from "../server/storage/sqlite/start/migrations/migrations.ts";
import { OperatorError } from "./operator-error.ts";

/** A data folder that is read, beside a running server or without one. */
export interface DataFolder extends Disposable {
  /** Cannot write. Nothing of it holds up the server but the write-ahead log, which grows while a snapshot is read. */
  readonly database: SqliteDatabase;
  readonly databaseFile: string;
  /** How many migrations the database has had. */
  readonly schema: number;
}

interface OpenOptions {
  /** Whether a database that an older version wrote will do. Default: no. */
  readonly isOlderAllowed?: boolean;
}

/**
 * Throws `OperatorError` where there is no database of Shoal, where this user is not the one whom it belongs to (files that SQLite makes beside it would keep the server
 * out), and where a newer version wrote it.
 */
export function openDataFolder(folder: string, { isOlderAllowed = false }: OpenOptions = {}): DataFolder {
  const databaseFile = join(folder, "shoal.db");
  requireOwn(databaseFile, folder);
  const database = new SqliteDatabase(databaseFile);
  try {
    database.run("PRAGMA query_only = ON");
    const schema = schemaOf(database, databaseFile);
    if (schema > migrations.length) {
      throw new OperatorError(
        `${databaseFile} was written by a newer version of Shoal (its schema is ${schema}, this version knows ${migrations.length}); use that version or a later one.`,
      );
    }
    if (schema < migrations.length && !isOlderAllowed) {
      throw new OperatorError(
        `${databaseFile} was written by an older version of Shoal; start the server of this version once, which brings it up to date.`,
      );
    }
    return { database, databaseFile, schema, [Symbol.dispose]: () => database.close() };
  } catch (error) {
    database.close();
    throw error;
  }
}

function requireOwn(file: string, folder: string): void {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined || stats.size === 0) {
    throw new OperatorError(`There is no shoal.db in ${folder}; name the data folder of the server with --data.`);
  }
  const userId = process.getuid?.();
  if (userId === undefined || stats.uid === userId) return;
  throw new OperatorError(`${file} belongs to another user (${stats.uid}); run the command as that user.`);
}

function schemaOf(database: SqliteDatabase, file: string): number {
  try {
    const id = database.one<{ application_id: number }>("PRAGMA application_id")?.application_id;
    if (id === APPLICATION_ID) {
      return database.one<{ schema: number }>("SELECT coalesce(max(number), 0) AS schema FROM migrations")?.schema ?? 0;
    }
  } catch (error) {
    throw new OperatorError(
      `${file} is damaged (${error instanceof Error ? error.message : String(error)}); restore the last backup.`,
      { cause: error },
    );
  }
  throw new OperatorError(`${file} is the database of another application; name the data folder of the server with --data.`);
}
