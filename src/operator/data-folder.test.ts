import { Database as BunDatabase } from "bun:sqlite";
import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../../test/support/temporary-folder.ts";
import { openSqliteStorage } from "../server/storage/sqlite/sqlite-storage.ts";
import { openDataFolder } from "./data-folder.ts";

test("a data folder is read beside the storage that writes it, and cannot be written", async () => {
  await using folder = await temporaryFolder();
  const storage = await openSqliteStorage({ folder: folder.path, onCommit: () => {} });
  using opened = openDataFolder(folder.path);
  expect(opened.database.one("SELECT id FROM logs WHERE key = 1")).toEqual({ id: "lobby" });
  expect(() => opened.database.run("DELETE FROM logs")).toThrow("readonly");
  await storage.close();
});

test("a folder without a database, with another one and with a newer one is refused with a sentence", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "shoal.db");
  expect(() => openDataFolder(folder.path)).toThrow("There is no shoal.db");
  writeFileSync(file, "x".repeat(5_000));
  expect(() => openDataFolder(folder.path)).toThrow("is damaged");
  writeFileSync(file, "");
  const other = new BunDatabase(file);
  other.run("CREATE TABLE notes (text TEXT)");
  other.close();
  expect(() => openDataFolder(folder.path)).toThrow("another application");
});

test("a database of a newer version and of an older one is named", async () => {
  await using folder = await temporaryFolder();
  await (await openSqliteStorage({ folder: folder.path, onCommit: () => {} })).close();
  const change = (sql: string) => {
    const database = new BunDatabase(join(folder.path, "shoal.db"));
    database.run(sql);
    database.close();
  };
  change("INSERT INTO migrations (number, name) VALUES (9999, 'later')");
  expect(() => openDataFolder(folder.path)).toThrow("newer version");
  change("DELETE FROM migrations WHERE number > 5");
  expect(() => openDataFolder(folder.path)).toThrow("older version");
  expect(openDataFolder(folder.path, { isOlderAllowed: true }).schema).toBe(5);
});
