import { SQL } from "bun";
import { StorageStartError } from "../start-error.ts";
import { connectionOptions } from "./connection/connection-options.ts";
import { migrate } from "./migrations/migrate.ts";

/** SQL-standard bodies of functions came with it. */
const VERSION_MIN = 140_000;

/** Checks and migrates the database, so that the threads only have to connect. Throws `StorageStartError`. */
export async function prepareDatabase(url: string, onNotice: (notice: string) => void): Promise<{ epoch: string }> {
  const sql = new SQL(connectionOptions(url, { max: 1 }));
  try {
    await check(sql, onNotice);
    return { epoch: await migrate(sql) };
  } catch (error) {
    if (error instanceof StorageStartError) throw error;
    throw cannotUse(url, error);
  } finally {
    await sql.close({ timeout: 1 }).catch(() => {});
  }
}

export function cannotUse(url: string, error: unknown): StorageStartError {
  const reason = error instanceof Error ? error.message : String(error);
  return new StorageStartError(
    `The database at ${placeOf(url)} cannot be used (${reason}); check --storage and that Postgres runs.`,
  );
}

async function check(sql: SQL, onNotice: (notice: string) => void): Promise<void> {
  const rows: { version: string; encoding: string; commits: string; syncs: string; place: boolean }[] = await sql.unsafe(`
    SELECT current_setting('server_version_num') AS version, current_setting('server_encoding') AS encoding,
      current_setting('synchronous_commit') AS commits, current_setting('fsync') AS syncs, pg_is_in_recovery() AS place`);
  const [server] = rows;
  if (server === undefined) throw new StorageStartError("The database does not say what it is.");
  if (Number(server.version) < VERSION_MIN) throw new StorageStartError("Shoal needs PostgreSQL 14 or later; upgrade it.");
  if (server.encoding !== "UTF8") {
    throw new StorageStartError(`The database is encoded in ${server.encoding}; create it with ENCODING 'UTF8'.`);
  }
  if (server.place) throw new StorageStartError("The database is a standby; name the primary with --storage.");
  if (server.commits === "off") {
    throw new StorageStartError(
      "synchronous_commit is off, and an acknowledged message could be lost; set it to on for this user or database.",
    );
  }
  if (server.syncs === "off") onNotice("fsync is off in Postgres: a crash of its machine loses what was acknowledged");
}

/** Without the password. */
export function placeOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
