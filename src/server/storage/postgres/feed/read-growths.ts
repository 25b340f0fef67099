import { readAppends } from "../../sql/read/appends.ts";
import type { PostgresDatabase } from "../postgres-database.ts";
import type { ReadEvents } from "./feed-follower.ts";
import type { Growth } from "./news.ts";

/** The events of other nodes' commits, and where lane 0 stood when they were read. */
export function readGrowths(database: PostgresDatabase, { growths }: { growths: readonly Growth[] }): ReadEvents {
  return { appends: readAppends(database, growths), feedId: database.seenFeed };
}
