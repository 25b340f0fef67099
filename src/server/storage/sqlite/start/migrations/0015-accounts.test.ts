import { expect, test } from "bun:test";
import { join } from "node:path";
import { temporaryFolder } from "../../../../../../test/support/temporary-folder.ts";
import { SqliteDatabase } from "../../database.ts";
import { openSqliteStorage } from "../../sqlite-storage.ts";
import { prepareDatabase } from "../prepare-database.ts";
import { accounts } from "./0015-accounts.ts";
import { migrations } from "./migrations.ts";

test("[P150a] users of an older database are guests, who can claim their nickname", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "shoal.db");
  prepareDatabase(file, migrations.slice(0, migrations.indexOf(accounts)));
  const before = new SqliteDatabase(file);
  before.script(`
    INSERT INTO logs (key, id, kind) VALUES (2, 'u_ann', 'user'), (3, 'u_ben', 'user');
    INSERT INTO users (key, id, nickname, nickname_key, nickname_skeleton, last_seen_at) VALUES
      (2, 'u_ann', 'ann', 'ann', 'ann', 0), (3, 'u_ben', 'ben', 'ben', 'ben', 0);
  `);
  before.close();

  const storage = await openSqliteStorage({ folder: folder.path, onCommit: () => {} });
  expect(await storage.findAccount("u_ann")).toEqual({ isAccount: false, hasPassword: false, serverRole: "member" });
  await storage.claimAccount({ userId: "u_ann", passwordHash: "hash", at: 1 });
  expect(await storage.retireGuests(100, 100, 10)).toBe(1);
  expect(await storage.findAccount("u_ann")).toMatchObject({ isAccount: true });
  await storage.close();
});
