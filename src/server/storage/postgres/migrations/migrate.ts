import type { SQL } from "bun";
import { newToken } from "../../../../protocol/ids.ts";
import { StorageStartError } from "../../start-error.ts";
import { MIGRATION_LOCK } from "../locks.ts";
import type { Migration } from "./migration.ts";
import { migrations } from "./migrations.ts";

/**
 * Brings the database to the schema of this version, in one transaction under a lock: nodes that start together wait for the first. A database of a later version is taken, because nodes are
 * replaced one after the other and each migration leaves room for the version before it; one that is two versions ahead is not. Returns the epoch.
 */
export async function migrate(sql: SQL, steps: readonly Migration[] = migrations): Promise<string> {
  return await sql.begin(async (transaction) => {
    await transaction.unsafe("SELECT pg_advisory_xact_lock($1)", [MIGRATION_LOCK]);
    const known: { known: string | null }[] = await transaction.unsafe("SELECT to_regclass('migrations')::text AS known");
    if (known[0]?.known === null) {
      await transaction.unsafe(
        'CREATE TABLE migrations (number BIGINT PRIMARY KEY, name TEXT NOT NULL); CREATE TABLE meta (name TEXT COLLATE "C" PRIMARY KEY, value TEXT COLLATE "C" NOT NULL)',
      );
      await transaction.unsafe("INSERT INTO meta (name, value) VALUES ('epoch', $1)", [newToken()]);
    }
    const rows: { last: number }[] = await transaction.unsafe("SELECT coalesce(max(number), 0)::integer AS last FROM migrations");
    const last = rows[0]?.last ?? 0;
    if (last > steps.length + 1) {
      throw new StorageStartError(
        `The database was written by a newer version of Shoal (its schema is ${last}, this version knows ${steps.length}); start that version or a later one, or restore PostgreSQL's backup from before the upgrade.`,
      );
    }
    for (const [index, step] of steps.entries()) {
      if (index < last) continue;
      await transaction.unsafe(step.sql);
      await transaction.unsafe("INSERT INTO migrations (number, name) VALUES ($1, $2)", [index + 1, step.name]);
    }
    const epochs: { value: string }[] = await transaction.unsafe("SELECT value FROM meta WHERE name = 'epoch'");
    const [epoch] = epochs;
    if (epoch === undefined) throw new StorageStartError("The database has no epoch: it is damaged, or another program's.");
    return epoch.value;
  });
}
