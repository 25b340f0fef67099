import { expect, test } from "bun:test";
import { join } from "node:path";
import { temporaryFolder } from "../../../../../../test/support/temporary-folder.ts";
import { SqliteDatabase } from "../../database.ts";
import { openSqliteStorage } from "../../sqlite-storage.ts";
import { prepareDatabase } from "../prepare-database.ts";
import { people } from "./0018-people.ts";
import { migrations } from "./migrations.ts";

test("[P177b] guests of an older database retire as before, and can be banned and deleted", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "shoal.db");
  prepareDatabase(file, migrations.slice(0, migrations.indexOf(people)));
  const before = new SqliteDatabase(file);
  before.script(`
    INSERT INTO logs (key, id, kind) VALUES (2, 'u_ann', 'user'), (3, 'u_ben', 'user'), (4, 'u_cat', 'user');
    INSERT INTO users (key, id, nickname, nickname_key, nickname_skeleton, last_seen_at) VALUES
      (2, 'u_ann', 'ann', 'ann', 'ann', 0), (3, 'u_ben', 'ben', 'ben', 'ben', 0), (4, 'u_cat', 'cat', 'cat', 'cat', 0);
  `);
  before.close();

  const storage = await openSqliteStorage({ folder: folder.path, onCommit: () => {} });
  await storage.banUser({ userId: "u_ann", at: 1 });
  await storage.deleteUser({ userId: "u_cat", at: 1 });
  while ((await storage.eraseDeletedUsers(10, 1)).isBehind);
  expect(await storage.retireGuests(100, 100, 10)).toBe(1);
  const { items } = await storage.listPeople({ text: "", filter: "all", limit: 10, at: 1 });
  expect(items.map(({ person }) => person.id)).toEqual(["u_ann"]);
  await storage.close();
});
