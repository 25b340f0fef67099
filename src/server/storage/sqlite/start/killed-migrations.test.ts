import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SeededRandom } from "../../../../../test/support/random.ts";
import { temporaryFolder } from "../../../../../test/support/temporary-folder.ts";
import { contentOf, makeOldDatabase } from "../testing/old-database.ts";
import { migrations } from "./migrations/migrations.ts";
import { prepareDatabase } from "./prepare-database.ts";

const program = fileURLToPath(new URL("../testing/prepare-database-program.ts", import.meta.url));
/** `KILLS=20` tries longer. */
const KILLS = Number(process.env.KILLS ?? 3);
const SCHEMAS = 2;

test("an older database that is killed while it is brought up to date has lost nothing, and is up to date after the next start", async () => {
  const random = new SeededRandom();
  process.stderr.write(`SEED=${random.seed}\n`);
  await using folder = await temporaryFolder();
  const oldest = join(folder.path, "oldest.db");
  makeOldDatabase(oldest);
  const schemas = [1, ...Array.from({ length: SCHEMAS - 1 }, () => random.integer(2, migrations.length - 1))];
  let kills = 0;
  for (const [index, schema] of schemas.entries()) {
    const older = join(folder.path, `${index}-older.db`);
    copyFileSync(oldest, older);
    prepareDatabase(older, migrations.slice(0, schema));
    const kept = join(folder.path, `${index}-kept.db`);
    const file = join(folder.path, `${index}-killed.db`);
    for (const copy of [kept, file]) copyFileSync(older, copy);
    const startedAt = performance.now();
    prepareDatabase(older);
    const undisturbedMs = performance.now() - startedAt;

    for (let kill = 0; kill < KILLS; kill += 1) {
      if (await isKilled(file, random.next() * undisturbedMs)) kills += 1;
      else copyFileSync(kept, file);
    }
    prepareDatabase(file);
    expect(Bun.hash(contentOf(file))).toBe(Bun.hash(contentOf(older)));
    using database = new Database(file);
    expect(database.query("PRAGMA integrity_check").all()).toEqual([{ integrity_check: "ok" }]);
    expect(database.query("SELECT max(number) AS schema FROM migrations").all()).toEqual([{ schema: migrations.length }]);
  }
  expect(kills).toBeGreaterThan(0);
}, 60_000);

/** Whether the process was killed before it had done its work. */
async function isKilled(file: string, afterMs: number): Promise<boolean> {
  const child = Bun.spawn([process.execPath, program, file], { stdout: "pipe", stderr: "inherit" });
  await child.stdout.getReader().read();
  await Bun.sleep(afterMs);
  child.kill("SIGKILL");
  await child.exited;
  return child.signalCode === "SIGKILL";
}
