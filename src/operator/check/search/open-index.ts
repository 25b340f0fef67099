import { statSync } from "node:fs";
import { dirname, join } from "node:path";
import { SqliteDatabase } from "../../../server/storage/sqlite/database.ts";
import { INDEX_VERSION } from "../../../server/storage/sqlite/search/index-database.ts";

/** The index of the search where it is of this database; a sentence where it is not, and is made again by the server. */
export type OpenedIndex = { readonly index: SqliteDatabase } | { readonly note: string } | { readonly damage: string };

export function openIndex({
  database,
  databaseFile,
}: {
  readonly database: SqliteDatabase;
  readonly databaseFile: string;
}): OpenedIndex {
  const file = join(dirname(databaseFile), "search.db");
  if (!((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0))
    return { note: `There is no search.db; the server makes it again.` };
  const epoch = database.one<{ value: string }>("SELECT value FROM meta WHERE name = 'epoch'")?.value;
  const index = new SqliteDatabase(file);
  try {
    const isMade = index.one("SELECT 1 FROM sqlite_schema WHERE name = 'meta'") !== undefined;
    const meta = isMade ? index.one<{ epoch: string; version: number }>("SELECT epoch, version FROM meta") : undefined;
    if (meta?.epoch === epoch && meta?.version === INDEX_VERSION) return { index };
    index.close();
    return { note: `${file} is not made yet, or is of another past or version; the server makes it.` };
  } catch (error) {
    index.close();
    return { damage: `${file} cannot be read (${error instanceof Error ? error.message : String(error)})` };
  }
}

/** How far messages are indexed. */
export interface IndexProgress {
  readonly logsBehind: number;
  readonly eventsBehind: number;
}

export function indexProgress(database: SqliteDatabase, index: SqliteDatabase): IndexProgress {
  const cursors = new Map(
    index.all<{ key: number; seq: number }>("SELECT log_key AS key, seq FROM cursors").map(({ key, seq }) => [key, seq]),
  );
  let logsBehind = 0;
  let eventsBehind = 0;
  let after = 0;
  for (;;) {
    const logs = database.all<{ key: number; head: number; floor: number }>(
      "SELECT key, head, floor FROM logs WHERE key > ? AND kind <> 'user' ORDER BY key LIMIT 1000",
      after,
    );
    for (const { key, head, floor } of logs) {
      const behind = head - Math.max(floor, cursors.get(key) ?? 0);
      if (behind <= 0) continue;
      logsBehind += 1;
      eventsBehind += behind;
    }
    const last = logs.at(-1);
    if (last === undefined) return { logsBehind, eventsBehind };
    after = last.key;
  }
}
