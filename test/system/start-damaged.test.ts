import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runShoal, ServerProcess } from "../support/server-process.ts";

const PAGE_BYTES = 4096;

test.each([
  ["a page inside it holds nonsense", fillPage, /is damaged \(its pages do not fit together\)/],
  ["its epoch is gone", (file: string) => change(file, "DELETE FROM meta"), /is damaged \(it has no epoch\)/],
  ["its events are gone", (file: string) => change(file, "DROP TABLE events"), /is damaged \(the table events is missing\)/],
  ["it was emptied while the write-ahead log was not", emptyWithLog, /is missing or empty, but shoal\.db-wal beside it is not/],
])("a database is refused with one sentence and exit code 1 when %s", async (_what, damage, sentence) => {
  await using server = await ServerProcess.start();
  await server.terminate();
  damage(join(server.dataFolder, "shoal.db"));
  await using command = runShoal(["serve", "--port", "0", "--data", server.dataFolder]);
  expect(await command.exited).toBe(1);
  expect(command.stderr).toMatch(/^\S+ info starting .*\nshoal: .* the last backup in (its )?place\.\n$/);
  expect(command.stderr).toMatch(sentence);
});

function fillPage(file: string): void {
  writeFileSync(file, readFileSync(file).fill(0x5a, 5 * PAGE_BYTES, 6 * PAGE_BYTES));
}

function change(file: string, sql: string): void {
  using database = new Database(file);
  database.run("PRAGMA foreign_keys = OFF");
  database.run(sql);
}

function emptyWithLog(file: string): void {
  writeFileSync(file, "");
  writeFileSync(`${file}-wal`, "everything that was said today");
}
