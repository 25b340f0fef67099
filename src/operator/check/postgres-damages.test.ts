import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { PostgresServer } from "../../../test/support/postgres-server.ts";
import { systemClock } from "../../clock.ts";
import { openStoredData, type StoredData } from "../stored-data.ts";
import type { Check } from "./check-context.ts";
import { checkStoredData } from "./check-stored-data.ts";
import { checks } from "./checks.ts";
import { feedCheck } from "./feed/feed-check.ts";
import { Findings } from "./findings.ts";
import type { ProblemKind } from "./problem-kinds.ts";
import { searchCheck } from "./search/search-check.ts";
import type { Damage } from "./testing/damage.ts";
import { feedDamages } from "./testing/feed-damages.ts";
import { logDamages } from "./testing/log-damages.ts";
import { type Scene, setScene } from "./testing/scene.ts";
import { tableDamages } from "./testing/table-damages.ts";

/** What PostgreSQL never lets come about, and what is found in no other way than by SQLite's own means. */
const ofSqlite: ReadonlySet<ProblemKind> = new Set(["broken-reference", "damaged-page", "indexed-leftover", "unindexed-message"]);
const notPlanted: ReadonlySet<string> = new Set([
  "a table is missing",
  "a value is invalid in its table",
  "a reference is broken",
]);

let server: PostgresServer;
let storageUrl: string;
let scene: Scene;
let stored: StoredData;

beforeAll(async () => {
  server = await PostgresServer.start();
  storageUrl = await server.createDatabase();
  scene = await setScene({ storageUrl });
  stored = await openStoredData({ data: scene.path, storageUrl });
  // Damages are written for SQLite.
  stored.database.run(`CREATE FUNCTION json_set(text TEXT, path TEXT, value ANYELEMENT) RETURNS TEXT LANGUAGE sql AS $$
    SELECT jsonb_set(text::jsonb, string_to_array(regexp_replace(substr(path, 3), '\\[(\\d+)\\]', '.\\1', 'g'), '.'), to_jsonb(value))::text $$`);
});
afterAll(async () => {
  await stored[Symbol.asyncDispose]();
  await scene[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

test("a PostgreSQL in which everything happened is sound", async () => {
  const { problems, checked } = await checkStoredData({ data: scene.path, storageUrl });
  expect(problems).toEqual([]);
  expect(checked).toMatchObject({ messages: 13, files: 1, blobs: 2 });
});

/** The index follows when it finds time. */
const others = checks.filter((check) => check !== feedCheck && check !== searchCheck);

for (const { family, damages, applied } of [
  { family: "logs", damages: logDamages, applied: others },
  { family: "tables", damages: tableDamages, applied: others },
  { family: "feed", damages: feedDamages, applied: [feedCheck] },
])
  describe(`damage in ${family} of a PostgreSQL is found, at its place and nowhere else`, () => {
    for (const damage of damages) if (!notPlanted.has(damage.name)) test(damage.name, () => expectFound(damage, applied));
  });

/** In a transaction that is taken back: copying the database for each of them takes longer. */
async function expectFound({ kinds, place, plant }: Damage, applied: readonly Check[]): Promise<void> {
  const { database } = stored;
  const findings = new Findings();
  const checked = { logs: 0, events: 0, messages: 0, files: 0, blobs: 0, indexedMessages: 0 };
  const damaged = { ...stored, database: withoutTransactions(database) };
  database.run("BEGIN");
  try {
    // Without triggers, which references are, too.
    database.run("SET LOCAL session_replication_role = replica");
    plant(scene, { run: (sql) => database.run(sql.includes("json_set") ? sql.replace("'u_", "TEXT 'u_") : sql) });
    for (const check of applied) await check.run({ stored: damaged, findings, clock: systemClock, checked });
  } finally {
    database.run("ROLLBACK");
  }
  const sentences = findings.problems.flatMap((problem) => problem.sentences);
  const expected = kinds.filter((kind) => !ofSqlite.has(kind));
  expect({ kinds: findings.problems.map(({ kind }) => kind).toSorted(), sentences }).toEqual({
    kinds: expected.toSorted(),
    sentences,
  });
  const places = place(scene).split("|");
  for (const sentence of sentences)
    expect(places.some((each) => sentence.includes(each)) ? place(scene) : sentence).toBe(place(scene));
}

function withoutTransactions(database: StoredData["database"]): StoredData["database"] {
  return {
    one: (sql, ...values) => database.one(sql, ...values),
    all: (sql, ...values) => database.all(sql, ...values),
    run: (sql, ...values) => database.run(sql, ...values),
    write: (work) => work(),
    snapshot: (work) => work(),
    asShoalError: (error) => database.asShoalError(error),
  };
}
