import type { SQL } from "bun";

/** A server that does not answer at all is given up after this. */
const CONNECT_SECONDS_MAX = 5;

/** Connections of nodes have names that begin so. */
export const nodeName = "shoal node";

/** What Postgres shows of a connection (`pg_stat_activity.application_name`): the epoch stays while one of a node is there. */
export type ConnectionName = typeof nodeName | "shoal command";

interface ConnectionSettings {
  readonly max: number;
  /** Default: that of a node. */
  readonly name?: ConnectionName;
}

/** `?prepare=false` in the URL is for a pooler that gives each transaction another connection, and knows no prepared statements. */
export function connectionOptions(url: string, { max, name = nodeName }: ConnectionSettings): SQL.Options {
  const address = new URL(url);
  const isPrepared = address.searchParams.get("prepare") !== "false";
  address.searchParams.delete("prepare");
  return {
    ...{ url: address.href, max, bigint: true, prepare: isPrepared, connectionTimeout: CONNECT_SECONDS_MAX },
    connection: { application_name: name },
  };
}
