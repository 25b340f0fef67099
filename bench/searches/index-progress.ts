import { statSync } from "node:fs";
import { join } from "node:path";
import { SqliteDatabase } from "../../src/server/storage/sqlite/database.ts";

const INDEX_POLL_MS = 200;
const INDEX_TIMEOUT_MS = 15 * 60_000;

/** Waits until the storage of this process has indexed all messages. Seconds from when it begins, and those of the processor. */
export async function indexed(folder: string): Promise<{ readonly seconds: number; readonly cpuSeconds: number }> {
  const openedAt = performance.now();
  const cpu = process.cpuUsage();
  let startedAt: number | undefined;
  for (;;) {
    await Bun.sleep(INDEX_POLL_MS);
    const left = messagesLeft(folder);
    if (left === 0) {
      const { user, system } = process.cpuUsage(cpu);
      return { seconds: (performance.now() - (startedAt ?? openedAt)) / 1_000, cpuSeconds: (user + system) / 1e6 };
    }
    if (left !== undefined) startedAt ??= performance.now();
    if (performance.now() - openedAt > INDEX_TIMEOUT_MS) throw new Error("The index was not ready in time.");
  }
}

/** Places that the index has not come to yet; undefined before there is one. */
function messagesLeft(folder: string): number | undefined {
  const [file, indexFile] = [join(folder, "shoal.db"), join(folder, "search.db")];
  if (statSync(indexFile, { throwIfNoEntry: false }) === undefined) return undefined;
  const [database, index] = [new SqliteDatabase(file), new SqliteDatabase(indexFile)];
  try {
    const places = database.one<{ sum: number }>("SELECT sum(head) AS sum FROM logs WHERE kind <> 'user'")?.sum ?? 0;
    const done = index.one<{ sum: number | null }>("SELECT sum(seq) AS sum FROM cursors")?.sum;
    return done ? places - done : undefined;
  } catch {
    return undefined; // its tables are being made
  } finally {
    index.close();
    database.close();
  }
}
