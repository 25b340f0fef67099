import { expect, test } from "bun:test";
import { renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newGuest } from "../../../../../test/contract/storage/subject.ts";
import { FakeClock } from "../../../../../test/support/fake-clock.ts";
import { temporaryFolder } from "../../../../../test/support/temporary-folder.ts";
import { newClientMessageId } from "../../../../protocol/ids.ts";
import { SqliteDatabase } from "../database.ts";
import { prepareDatabase } from "../start/prepare-database.ts";
import { WriteService } from "./write-service.ts";

const ann = newGuest("ann");

test.each<[what: string, change: (file: string) => void]>([
  ["the write-ahead log was removed", (file) => rmSync(`${file}-wal`)],
  ["the shared memory was removed", (file) => rmSync(`${file}-shm`)],
  ["the database was removed", (file) => rmSync(file)],
  ["the database was moved away", (file) => renameSync(file, `${file}.old`)],
  [
    "the database was replaced",
    (file) => {
      writeFileSync(`${file}.backup`, "");
      renameSync(`${file}.backup`, file);
    },
  ],
])("[P11] when %s, nothing more is acknowledged, and the operator is told once what to do", async (_what, change) => {
  await using sea = await openSea();
  expect(sea.say()).toBe("stored");
  change(sea.file);
  expect([sea.say(), sea.say()]).toEqual(["unavailable", "unavailable"]);
  expect(sea.notices).toHaveLength(1);
  expect(sea.notices[0]).toContain("was removed or replaced");
  expect(sea.notices[0]).toContain("restore the last backup");
});

test("[P11] messages acknowledged before the write-ahead log was removed are there after a restart", async () => {
  await using sea = await openSea();
  for (let count = 0; count < 10; count += 1) expect(sea.say()).toBe("stored");
  rmSync(`${sea.file}-wal`);
  expect(sea.say()).toBe("unavailable");
  // As a restart finds it after kill -9: without the log that only this process still has open.
  const found = new SqliteDatabase(sea.file);
  expect(
    found.one<{ count: number }>("SELECT count(*) AS count FROM events WHERE type = 'message'")?.count,
  ).toBeGreaterThanOrEqual(10);
  found.close();
});

test("a failed checkpoint ends nothing, is reported once, and is tried again after a second", async () => {
  await using sea = await openSea({ hasFailingCheckpoint: true });
  for (let count = 0; count < 3; count += 1) {
    expect(sea.say()).toBe("stored");
    sea.service.afterAnswer();
  }
  expect(sea.notices).toEqual([expect.stringContaining("make room on the disk")]);
  expect(sea.checkpoints).toBe(1);
  sea.clock.advance(1_000);
  sea.service.afterAnswer();
  expect(sea.checkpoints).toBe(2);
});

test("commits are copied into the database while the server runs, so that its write-ahead log stays small", async () => {
  await using sea = await openSea();
  const before = statSync(sea.file).size;
  for (let count = 0; count < 1_500; count += 1) sea.say();
  sea.service.afterAnswer();
  expect(statSync(sea.file).size).toBeGreaterThan(before + 64 * 1024);
  const wal = statSync(`${sea.file}-wal`).size;
  for (let count = 0; count < 1_500; count += 1) sea.say();
  sea.service.afterAnswer();
  expect(statSync(`${sea.file}-wal`).size).toBeLessThan(wal * 1.5);
});

async function openSea({ hasFailingCheckpoint = false } = {}) {
  const folder = await temporaryFolder();
  const file = join(folder.path, "shoal.db");
  prepareDatabase(file);
  const notices: string[] = [];
  const clock = new FakeClock();
  const sea = { checkpoints: 0 };
  const database = new (class extends SqliteDatabase {
    override one<Row>(sql: string, ...values: (string | number | null)[]): Row | undefined {
      if (!sql.startsWith("PRAGMA wal_checkpoint") || !hasFailingCheckpoint) return super.one(sql, ...values);
      sea.checkpoints += 1;
      throw new Error("database or disk is full");
    }
  })(file);
  database.run("PRAGMA wal_autocheckpoint = 0"); // as the writer has it
  const service = new WriteService(file, { database, notify: (notice) => notices.push(notice), clock });
  service.run([{ verb: "createGuest", argument: ann }]);
  const say = (): string => {
    const message = { conversationId: "lobby", userId: ann.user.id, clientMessageId: newClientMessageId(), text: "hi", at: 0 };
    const [answer] = service.run([{ verb: "appendMessage", argument: message }]).answers;
    return answer !== undefined && "refusal" in answer ? answer.refusal.code : "stored";
  };
  return Object.assign(sea, {
    ...{ file, service, notices, clock, say },
    async [Symbol.asyncDispose]() {
      service.close();
      await folder[Symbol.asyncDispose]();
    },
  });
}
