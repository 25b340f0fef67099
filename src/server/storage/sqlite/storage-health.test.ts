import { expect, test } from "bun:test";
import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { expectRefusal, newGuest } from "../../../../test/contract/storage/subject.ts";
import { eventually } from "../../../../test/support/eventually.ts";
import { temporaryFolder } from "../../../../test/support/temporary-folder.ts";
import { LOBBY_ID, newClientMessageId } from "../../../protocol/ids.ts";
import type { CommitListener } from "../storage.ts";
import { SqliteDatabase } from "./database.ts";
import { openSqliteStorage } from "./sqlite-storage.ts";

async function open(onCommit: CommitListener = () => {}) {
  const folder = await temporaryFolder();
  const storage = await openSqliteStorage({ folder: folder.path, onCommit });
  return {
    folder: folder.path,
    storage,
    async [Symbol.asyncDispose]() {
      await storage.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

test("a probe needs the disk, and leaves nothing", async () => {
  await using opened = await open();
  const { folder, storage } = opened;
  const meta = () => {
    const database = new SqliteDatabase(join(folder, "shoal.db"));
    try {
      return database.all("SELECT * FROM meta ORDER BY name");
    } finally {
      database.close();
    }
  };
  const before = meta();
  const walBytes = () => statSync(join(folder, "shoal.db-wal")).size;
  const bytesBefore = walBytes();
  await storage.probe();
  expect(walBytes()).toBeGreaterThan(bytesBefore);
  await storage.probe();
  expect(meta()).toEqual(before);
});

test("a probe fails where nothing can be stored, and where the storage is closed", async () => {
  await using opened = await open();
  const { folder, storage } = opened;
  rmSync(join(folder, "shoal.db-wal"));
  await expectRefusal(storage.probe(), "unavailable");
  await storage.close();
  await expectRefusal(storage.probe(), "unavailable");
});

test("the load tells what waits, and how many writes were committed together", async () => {
  await using opened = await open();
  const { storage } = opened;
  const { load } = storage;
  const total = () => load.callsPerCommit.counts.reduce((one, other) => one + other, 0);
  expect([total(), load.callsPerCommit.sum]).toEqual([0, 0]);
  const ann = newGuest("ann");
  await storage.createGuest(ann);
  const writes = Array.from({ length: 20 }, (_, index) =>
    storage.appendMessage({
      ...{ conversationId: LOBBY_ID, userId: ann.user.id, clientMessageId: newClientMessageId() },
      ...{ text: `message ${index}`, at: 1 },
    }),
  );
  expect(storage.load.waiting).toEqual({ writer: 20, reader: 0, pages: 0, search: 0 });
  await Promise.all(writes);
  expect(storage.load.waiting.writer).toBe(0);
  expect([total(), load.callsPerCommit.sum]).toEqual([2, 21]);
  expect(load.commitMs.counts.reduce((one, other) => one + other, 0)).toBe(2);
  expect(load.commitMs.sum).toBeGreaterThan(0);
});

test("search lags behind from a commit until it is indexed", async () => {
  const lagsMs: number[] = [];
  await using opened = await open(() => void lagsMs.push(storage.load.searchLagMs));
  const { storage } = opened;
  expect(storage.load.searchLagMs).toBeGreaterThan(0); // an earlier run may have left something
  const ann = newGuest("ann");
  await storage.createGuest(ann);
  await eventually(() => expect(storage.load.searchLagMs).toBe(0));
  await storage.appendMessage({
    ...{ conversationId: LOBBY_ID, userId: ann.user.id, clientMessageId: newClientMessageId(), text: "pearl", at: 1 },
  });
  await eventually(() => expect(lagsMs).toHaveLength(2));
  expect(lagsMs[1]).toBeGreaterThan(0);
  await eventually(() => expect(storage.load.searchLagMs).toBe(0));
});
