import { Database } from "bun:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { type Clock, systemClock, wallMs } from "../../clock.ts";
import { checkDataFolder } from "./check-data-folder.ts";
import { problemCures } from "./problem-kinds.ts";
import type { Damage } from "./testing/damage.ts";
import { fileDamages, loseRoot, searchDamages } from "./testing/file-damages.ts";
import { logDamages } from "./testing/log-damages.ts";
import { type Scene, setScene } from "./testing/scene.ts";
import { tableDamages } from "./testing/table-damages.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** What lies there has lain there for long. */
const later: Clock = { ...systemClock, now: () => wallMs(systemClock.now() + DAY_MS) };

let scene: Scene;
beforeAll(async () => {
  scene = await setScene();
});
afterAll(() => scene[Symbol.asyncDispose]());

test("the scene is sound", async () => {
  expect((await checkDataFolder(scene.path)).problems).toEqual([]);
});

for (const [family, damages] of Object.entries({
  logs: logDamages,
  tables: tableDamages,
  files: fileDamages,
  search: searchDamages,
}))
  describe(`damage in ${family} is found, at its place and nowhere else`, () => {
    for (const damage of damages) test(damage.name, () => expectFound(damage));
  });

async function expectFound({ kinds, place, plant }: Damage): Promise<void> {
  await using folder = await temporaryFolder();
  cpSync(scene.path, folder.path, { recursive: true, preserveTimestamps: true });
  const copy = { ...scene, path: folder.path };
  await change(folder.path, (database) => plant(copy, database));
  const { problems } = await checkDataFolder(folder.path, { clock: later });
  const sentences = problems.flatMap((problem) => problem.sentences);
  expect({ kinds: problems.map(({ kind }) => kind).toSorted(), sentences }).toEqual({ kinds: kinds.toSorted(), sentences });
  const places = place(copy).split("|");
  for (const sentence of sentences)
    expect(places.some((each) => sentence.includes(each)) ? place(copy) : sentence).toBe(place(copy));
  for (const { kind } of problems) expect(sentences.some((sentence) => sentence.endsWith(`; ${problemCures[kind]}.`))).toBe(true);
}

test("a page that the disk lost is found", async () => {
  await using folder = await temporaryFolder();
  cpSync(scene.path, folder.path, { recursive: true });
  loseRoot(join(folder.path, "shoal.db"), "reactions");
  const { problems } = await checkDataFolder(folder.path);
  expect(problems.flatMap(({ sentences }) => sentences).join()).toContain("The table reactions of ");
});

test("a log whose beginning is not kept any more is sound from its floor on", async () => {
  await using folder = await temporaryFolder();
  cpSync(scene.path, folder.path, { recursive: true });
  rmSync(join(folder.path, "search.db"));
  await change(folder.path, (database) => {
    for (const table of ["events", "reactions", "pins", "mentions", "files"])
      database.run(`DELETE FROM ${table} WHERE log_key = 1 AND seq <= ?`, [scene.withFile]);
    database.run(
      `UPDATE logs SET floor = ?1, floor_message_count = message_count - (SELECT count(*) FROM events WHERE log_key = 1 AND type = 'message') WHERE key = 1`,
      [scene.withFile],
    );
  });
  const { problems, notes } = await checkDataFolder(folder.path);
  expect({ problems, notes }).toEqual({ problems: [], notes: ["There is no search.db; the server makes it again."] });
});

test("of many problems of a kind some are listed, and all are counted", async () => {
  await using folder = await temporaryFolder();
  cpSync(scene.path, folder.path, { recursive: true });
  await change(folder.path, (database) => {
    for (let index = 0; index < 50; index += 1)
      database.run("INSERT INTO sessions VALUES (?1, ?1, (SELECT key FROM users WHERE nickname_key IS NULL), '', 1, 1, 0)", [
        `s_${index}`,
      ]);
  });
  const { problems } = await checkDataFolder(folder.path);
  expect(problems).toMatchObject([{ kind: "wrong-session", count: 50 }]);
  expect(problems[0]?.sentences).toHaveLength(20);
});

function change<Result>(path: string, work: (database: Database) => Result): Result {
  const database = new Database(join(path, "shoal.db"));
  try {
    return work(database);
  } finally {
    database.close();
  }
}
