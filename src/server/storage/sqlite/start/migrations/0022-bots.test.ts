import { expect, test } from "bun:test";
import { join } from "node:path";
import { temporaryFolder } from "../../../../../../test/support/temporary-folder.ts";
import { SqliteDatabase } from "../../database.ts";
import { openSqliteStorage } from "../../sqlite-storage.ts";
import { prepareDatabase } from "../prepare-database.ts";
import { bots } from "./0022-bots.ts";
import { migrations } from "./migrations.ts";

test("the users and sessions of an older database are people, and bots come beside them", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "shoal.db");
  prepareDatabase(file, migrations.slice(0, migrations.indexOf(bots)));
  const before = new SqliteDatabase(file);
  before.script(`
    INSERT INTO logs (key, id, kind) VALUES (2, 'u_ann', 'user');
    INSERT INTO users (key, id, nickname, nickname_key, nickname_skeleton, last_seen_at) VALUES (2, 'u_ann', 'ann', 'ann', 'ann', 1);
    INSERT INTO sessions (id, token_hash, user_key, device, created_at, last_seen_at) VALUES ('s_1', 'one', 2, '', 1, 1);
  `);
  before.close();

  const storage = await openSqliteStorage({ folder: folder.path, onCommit: () => {} });
  expect(await storage.findSession("one", 0)).toEqual({ id: "s_1", user: { id: "u_ann", nickname: "ann" }, lastSeenAt: 1 });
  const session = { id: "s_2", tokenHash: "two", device: "bot", at: 2 };
  const user = { id: "b_echo", nickname: "echo" };
  const names = { nicknameKey: "echo", nicknameSkeleton: "echo", expiredBefore: 0 };
  await storage.createBot({ user, ...names, scopes: ["read"], session, at: 2 });
  expect(await storage.findSession("two", 1_000)).toMatchObject({ bot: { scopes: ["read"] } });
  await storage.close();
});
