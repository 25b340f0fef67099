import { expect, test } from "bun:test";
import { join } from "node:path";
import { temporaryFolder } from "../../../../../test/support/temporary-folder.ts";
import { prepareDatabase } from "../start/prepare-database.ts";
import { openWriterDatabase } from "./writer-database.ts";

/** What SQLite calls `synchronous = FULL`: every commit is synced before it returns. */
const FULL = 2;

test("[P11] the connection that writes syncs every commit, in a write-ahead log, and enforces foreign keys", async () => {
  await using sea = await openSea();
  expect(sea.pragma("synchronous")).toBe(FULL);
  expect(sea.pragma("journal_mode")).toBe("wal");
  expect(sea.pragma("foreign_keys")).toBe(1);
});

test("a checkpoint is never part of a commit, and the write-ahead log has a bound", async () => {
  await using sea = await openSea();
  expect(sea.pragma("wal_autocheckpoint")).toBe(0);
  expect(sea.pragma("journal_size_limit")).toBe(64 * 1024 * 1024);
});

test("an event of a log that is not there is refused", async () => {
  await using sea = await openSea();
  const append = (logKey: number) =>
    sea.database.run("INSERT INTO events (log_key, seq, at, type, message_count) VALUES (?, 1, 0, 'leave', 0)", logKey);
  expect(append(1)).toBe(1);
  expect(() => append(99)).toThrow("FOREIGN KEY constraint failed");
});

async function openSea() {
  const folder = await temporaryFolder();
  const file = join(folder.path, "shoal.db");
  prepareDatabase(file);
  const database = openWriterDatabase(file);
  return {
    database,
    pragma: (name: string) => Object.values(database.one<Record<string, unknown>>(`PRAGMA ${name}`) ?? {})[0],
    async [Symbol.asyncDispose]() {
      database.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}
