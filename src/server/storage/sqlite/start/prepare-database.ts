import { StorageStartError } from "../../start-error.ts";
import { SqliteDatabase } from "../database.ts";
import {
  APPLICATION_ID,
  asStartError,
  damaged,
  isNew,
  refuseDamaged,
  refuseForeign,
  refuseIncomplete,
  refuseLost,
} from "./check-database.ts";
import type { Migration } from "./migrations/migration.ts";
import { migrations } from "./migrations/migrations.ts";
import { makePrivateFile } from "./private-file.ts";

/** Makes, checks and migrates the database, so that the threads only have to open it. Throws `StorageStartError`. */
export function prepareDatabase(file: string, steps: readonly Migration[] = migrations): { epoch: string } {
  try {
    refuseLost(file);
    makePrivateFile(file);
    const database = new SqliteDatabase(file);
    try {
      refuseForeign(database, file);
      refuseDamaged(database, file);
      database.run("PRAGMA journal_mode = WAL");
      const isMadeNow = migrate(database, file, steps);
      if (!isMadeNow) refuseIncomplete(database, file, steps);
      return { epoch: epochOf(database, file) };
    } finally {
      database.close();
    }
  } catch (error) {
    throw asStartError(error, file);
  }
}

/** Whether all of it was made just now. */
function migrate(database: SqliteDatabase, file: string, steps: readonly Migration[]): boolean {
  return database.write(() => {
    if (isNew(database)) {
      database.run(`PRAGMA application_id = ${APPLICATION_ID}`);
      database.run("CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT");
    }
    const last = database.one<{ number: number }>("SELECT coalesce(max(number), 0) AS number FROM migrations")?.number ?? 0;
    if (last > steps.length) {
      throw new StorageStartError(
        `${file} was written by a newer version of Shoal (its schema is ${last}, this version knows ${steps.length}); start that version or a later one, or restore the backup from before the upgrade into another folder.`,
      );
    }
    for (const [index, step] of steps.entries()) {
      if (index < last) continue;
      step.up(database);
      database.run("INSERT INTO migrations (number, name) VALUES (?, ?)", index + 1, step.name);
    }
    return last === 0;
  });
}

function epochOf(database: SqliteDatabase, file: string): string {
  const row = database.one<{ value: string }>("SELECT value FROM meta WHERE name = 'epoch'");
  if (!row) throw damaged(file, "it has no epoch");
  return row.value;
}
