import { expect, test } from "bun:test";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { newGuest } from "../../../../../test/contract/storage/subject.ts";
import { temporaryFolder } from "../../../../../test/support/temporary-folder.ts";
import { LOBBY_ID, newClientMessageId } from "../../../../protocol/ids.ts";
import { SqliteDatabase } from "../database.ts";
import { openSqliteStorage } from "../sqlite-storage.ts";
import { openIndexDatabase } from "./index-database.ts";
import { Indexer } from "./indexer.ts";

/** An index whose disk is full at the end of a transaction. */
class FullDisk extends SqliteDatabase {
  isFull = false;

  override write<Result>(work: () => Result): Result {
    return super.write(() => {
      const result = work();
      if (this.isFull) throw new Error("database or disk is full");
      return result;
    });
  }
}

test("[P41a] [P50e] what an index could not take out or add on a full disk, it takes out and adds when there is room", async () => {
  await using folder = await temporaryFolder();
  // The storage has no index of its own: the texts that have to leave it stay in the database.
  await mkdir(join(folder.path, "search.db"));
  const storage = await openSqliteStorage({ folder: folder.path, onCommit: () => {}, onNotice: () => {} });
  const ann = newGuest("ann");
  await storage.createGuest(ann);
  const say = (text: string) =>
    storage.appendMessage({ conversationId: LOBBY_ID, userId: ann.user.id, clientMessageId: newClientMessageId(), text, at: 1 });
  const { seq } = await say("pearl");

  const file = join(folder.path, "other.db");
  openIndexDatabase(file, "epoch").close();
  const index = new FullDisk(file);
  index.run("PRAGMA secure_delete = ON");
  const indexer = new Indexer(new SqliteDatabase(join(folder.path, "shoal.db")), index);
  while (indexer.step().isBehind);
  await storage.deleteMessage({ conversationId: LOBBY_ID, userId: ann.user.id, seq, at: 2 });
  await say("clam");
  index.isFull = true;
  indexer.note([LOBBY_ID]);
  expect(() => indexer.step()).toThrow("full");
  index.isFull = false;
  while (indexer.step().isBehind);
  const terms = index.all<{ term: string }>("SELECT term FROM vocabulary").map(({ term }) => term);
  expect(terms).toContain("clam");
  expect(terms).not.toContain("pearl");
  index.close();
  expect((await readFile(file, "latin1")).includes("pearl")).toBe(false);
  await storage.close();
});
