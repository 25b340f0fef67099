import { StorageStartError } from "../start-error.ts";
import { HostedConnection } from "./connection/hosted-connection.ts";
import { migrations } from "./migrations/migrations.ts";
import { PostgresDatabase } from "./postgres-database.ts";
import { cannotUse, placeOf } from "./prepare-database.ts";

/** A statement may read every row there is. */
const ANSWER_MS_MAX = 30 * 60 * 1000;
/** The reader of an output may be slow; meanwhile Postgres keeps every row that its snapshot shows. */
const IDLE_MS_MAX = 10 * 60 * 1000;

export interface OpenedForReading {
  readonly database: PostgresDatabase;
  /** How many migrations the database has had. */
  readonly schema: number;
  /** Without the password. */
  readonly place: string;
}

/** The database of nodes that go on. Blocks this thread with each statement. Throws `StorageStartError` where there is none of Shoal, and where another version wrote it. */
export function openForReading(url: string): OpenedForReading {
  const place = placeOf(url);
  const connection = new HostedConnection(url, { name: "shoal command", answerMsMax: ANSWER_MS_MAX });
  const database = new PostgresDatabase(connection, { idleMsMax: IDLE_MS_MAX });
  try {
    return { database, schema: requireSchema(database, url), place };
  } catch (error) {
    database.close();
    throw error instanceof StorageStartError ? error : cannotUse(url, error);
  }
}

function requireSchema(database: PostgresDatabase, url: string): number {
  const place = placeOf(url);
  const isOurs = database.one<{ lanes: string | null }>("SELECT to_regclass('lanes')::text AS lanes")?.lanes !== null;
  if (!isOurs) {
    throw new StorageStartError(`There is nothing of Shoal in the database at ${place}; name that of the server with --storage.`);
  }
  const schema = database.one<{ last: number }>("SELECT coalesce(max(number), 0) AS last FROM migrations")?.last ?? 0;
  if (schema > migrations.length) {
    throw new StorageStartError(
      `The database at ${place} was written by a newer version of Shoal (its schema is ${schema}, this version knows ${migrations.length}); use that version or a later one.`,
    );
  }
  if (schema < migrations.length) {
    throw new StorageStartError(
      `The database at ${place} was written by an older version of Shoal; start a node of this version once, which brings it up to date.`,
    );
  }
  return schema;
}
