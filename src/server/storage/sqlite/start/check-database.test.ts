import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { copyFileSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newGuest } from "../../../../../test/contract/storage/subject.ts";
import { temporaryFolder } from "../../../../../test/support/temporary-folder.ts";
import { StorageStartError } from "../../start-error.ts";
import { openSqliteStorage } from "../sqlite-storage.ts";
import { prepareDatabase } from "./prepare-database.ts";

const PAGE_BYTES = 4096;
const advice = "move it away, with shoal.db-wal if that is there, and put the last backup in its place.";

test("damage of any page is reported in one line", async () => {
  await using sea = await seaOf(20);
  const bytes = readFileSync(sea.file);
  for (let start = 0; start < bytes.length; start += PAGE_BYTES) {
    writeFileSync(sea.file, Buffer.from(bytes).fill(0x5a, start, start + PAGE_BYTES));
    expect(refusalOf(sea.file)).toEndWith(advice);
  }
  writeFileSync(sea.file, bytes);
  prepareDatabase(sea.file);
});

test("a page inside that holds nonsense is damage, without SQLite's report", async () => {
  await using sea = await seaOf(20);
  const bytes = readFileSync(sea.file);
  writeFileSync(sea.file, bytes.fill(0x5a, 5 * PAGE_BYTES, 6 * PAGE_BYTES));
  expect(refusalOf(sea.file)).toBe(`${sea.file} is damaged (its pages do not fit together); ${advice}`);
});

test.each([
  ["without its list of migrations", "DROP TABLE migrations", "no such table: migrations"],
  ["with an empty list of migrations", "DELETE FROM migrations", "table meta already exists"],
  ["without events", "DROP TABLE events", "the table events is missing"],
  ["without the index that finds what was sent before", "DROP INDEX sent_messages", "the index sent_messages is missing"],
  ["without the table of the epoch", "DROP TABLE meta", "the table meta is missing"],
  ["without its epoch", "DELETE FROM meta", "it has no epoch"],
])("a database %s is damaged", async (_what, sql, detail) => {
  await using sea = await seaOf(1);
  const database = new Database(sea.file);
  database.run("PRAGMA foreign_keys = OFF");
  database.run(sql);
  database.close();
  expect(refusalOf(sea.file)).toBe(`${sea.file} is damaged (${detail}); ${advice}`);
});

test("tables and indexes that an operator added disturb nothing", async () => {
  await using sea = await seaOf(1);
  using database = new Database(sea.file);
  database.run("CREATE TABLE notes (a); CREATE INDEX events_by_time ON events (at); ANALYZE");
  prepareDatabase(sea.file);
});

test("an empty file is a new database: a first start that was killed leaves it behind", async () => {
  await using sea = await seaOf(0);
  writeFileSync(sea.file, "");
  expect(prepareDatabase(sea.file).epoch).not.toBe("");
});

test("an empty or missing file with a write-ahead log is refused, and putting the file back brings everything back", async () => {
  await using sea = await seaOf(0);
  using writer = new Database(sea.file);
  writer.run("INSERT INTO meta VALUES ('fish', 'herring')");
  for (const name of ["shoal.db", "shoal.db-wal"]) copyFileSync(join(sea.folder, name), join(sea.folder, `copy-of-${name}`));
  const file = join(sea.folder, "copy-of-shoal.db");
  const kept = join(sea.folder, "kept");
  renameSync(file, kept);
  expect(refusalOf(file)).toBe(
    `${file} is missing or empty, but copy-of-shoal.db-wal beside it is not; put the file back that belongs to it, or move copy-of-shoal.db-wal away and put the last backup in place.`,
  );
  expect(existsSync(file)).toBe(false);
  writeFileSync(file, "");
  expect(refusalOf(file)).toContain("is missing or empty");
  renameSync(kept, file);
  prepareDatabase(file);
  using again = new Database(file);
  expect(again.query("SELECT value FROM meta WHERE name = 'fish'").all()).toEqual([{ value: "herring" }]);
});

/** A closed database with so many guests in it. */
async function seaOf(guests: number) {
  const folder = await temporaryFolder();
  const storage = await openSqliteStorage({ folder: folder.path, onCommit: () => {} });
  for (let index = 0; index < guests; index += 1) await storage.createGuest(newGuest(`guest ${index}`));
  await storage.close();
  return { folder: folder.path, file: join(folder.path, "shoal.db"), [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

function refusalOf(file: string): string {
  try {
    prepareDatabase(file);
  } catch (error) {
    if (!(error instanceof StorageStartError)) throw error;
    expect(error.message).not.toContain("\n");
    return error.message;
  }
  return "it was not refused";
}
