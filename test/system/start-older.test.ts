import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { migrations } from "../../src/server/storage/sqlite/start/migrations/migrations.ts";
import { contentOf, makeOldDatabase } from "../../src/server/storage/sqlite/testing/old-database.ts";
import { runShoal } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("a disk that is full while an older database is brought up to date leaves it as it was, and with room the next start goes on", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "shoal.db");
  makeOldDatabase(file);
  const content = contentOf(file);
  const bytes = readFileSync(file);

  // A write beyond 64 KiB of a file fails; SIGXFSZ would end a process that does not ignore it.
  await using full = serve(folder.path, "trap '' XFSZ; ulimit -S -f 128");
  expect(await full.exited).toBe(1);
  expect(full.stderr).toMatch(/^shoal: .*shoal\.db cannot be .*make room on the disk.*\.\n$/m);
  expect(contentOf(file)).toBe(content);
  expect(readFileSync(file).equals(bytes)).toBe(true);

  await using server = serve(folder.path);
  await server.says(/Shoal is at http/);
  expect(await server.end("SIGTERM")).toBe(0);
  using database = new Database(file);
  const counts =
    "SELECT (SELECT max(number) FROM migrations) AS schema, (SELECT count(*) FROM events WHERE type = 'message') AS messages";
  expect(database.query(counts).all()).toEqual([{ schema: migrations.length, messages: messagesIn(content) }]);
});

test("a database of a newer version is refused with one sentence, and nothing of it is changed", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "shoal.db");
  await using first = serve(folder.path);
  await first.says(/Shoal is at http/);
  await first.end("SIGTERM");
  const change = new Database(file);
  change.run("INSERT INTO migrations (number, name) VALUES (?, 'of tomorrow')", [migrations.length + 1]);
  change.run("CREATE TABLE tomorrow (a)");
  change.close();
  const content = contentOf(file);

  await using refused = serve(folder.path);
  expect(await refused.exited).toBe(1);
  expect(refused.stderr).toMatch(
    /^shoal: .* was written by a newer version of Shoal .*; start that version or a later one, or restore the backup from before the upgrade into another folder\.\n$/m,
  );
  expect(contentOf(file)).toBe(content);
});

function serve(dataFolder: string, prelude?: string) {
  return runShoal(["serve", "--port", "0", "--data", dataFolder], { prelude });
}

function messagesIn(content: string): number {
  return content.match(/\\"type\\":\\"message\\"/g)?.length ?? 0;
}
