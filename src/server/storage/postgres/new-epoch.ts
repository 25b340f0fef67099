import { SQL } from "bun";
import { newToken } from "../../../protocol/ids.ts";
import { StorageStartError } from "../start-error.ts";
import { connectionOptions, nodeName } from "./connection/connection-options.ts";
import { cannotUse, placeOf } from "./prepare-database.ts";

interface EpochChange {
  /** Nodes that run notice the other epoch, and end. Default: no, and none may have written before it. */
  readonly isBesideNodes?: boolean;
}

/**
 * Gives a database that was restored, or failed over, another epoch, by which clients know that what they hold may be gone. Throws `StorageStartError` while a node is connected, and
 * where there is no database of Shoal.
 */
export async function changeEpoch(url: string, { isBesideNodes = false }: EpochChange = {}): Promise<void> {
  const sql = new SQL(connectionOptions(url, { max: 1, name: "shoal command" }));
  try {
    if (!isBesideNodes) await refuseNodes(sql, url);
    const rows: object[] = await sql.unsafe("UPDATE meta SET value = $1 WHERE name = 'epoch' RETURNING name", [newToken()]);
    if (rows.length === 0) throw new StorageStartError(`The database at ${placeOf(url)} has no epoch: it is damaged.`);
  } catch (error) {
    if (error instanceof StorageStartError) throw error;
    throw isMissingTable(error)
      ? new StorageStartError(
          `There is nothing of Shoal in the database at ${placeOf(url)}; name that of the server with --storage.`,
        )
      : cannotUse(url, error);
  } finally {
    await sql.close({ timeout: 1 }).catch(() => {});
  }
}

async function refuseNodes(sql: SQL, url: string): Promise<void> {
  const rows: { count: number }[] = await sql.unsafe(
    "SELECT count(*)::integer AS count FROM pg_stat_activity WHERE application_name LIKE $1 AND datname = current_database()",
    [`${nodeName}%`],
  );
  const count = rows[0]?.count ?? 0;
  if (count === 0) return;
  throw new StorageStartError(
    `${count} connections of nodes to the database at ${placeOf(url)} are open, and the epoch stays; stop every node and every import (a pooler in between: reconnect it), and run the command again. After a failover: --beside-nodes.`,
  );
}

function isMissingTable(error: unknown): boolean {
  return error instanceof SQL.PostgresError && String(error.errno) === "42P01";
}
