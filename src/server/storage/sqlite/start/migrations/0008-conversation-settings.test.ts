import { expect, test } from "bun:test";
import { join } from "node:path";
import { temporaryFolder } from "../../../../../../test/support/temporary-folder.ts";
import { LOBBY_ID } from "../../../../../protocol/ids.ts";
import { SqliteDatabase } from "../../database.ts";
import { openSqliteStorage } from "../../sqlite-storage.ts";
import { prepareDatabase } from "../prepare-database.ts";
import { migrations } from "./migrations.ts";

test("[P100a] in an older database every conversation has the default settings, and they can be changed", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "shoal.db");
  prepareDatabase(file, migrations.slice(0, 7));
  const before = new SqliteDatabase(file);
  before.script(`
    INSERT INTO logs (key, id, kind, head, message_count) VALUES (2, 'u_ann', 'user', 1, 0);
    INSERT INTO users (key, id, nickname, nickname_key, nickname_skeleton, last_seen_at) VALUES (2, 'u_ann', 'ann', 'ann', 'ann', 0);
    INSERT INTO memberships (user_key, conversation_key, role, nickname_key, read_seq, read_message_count, is_listed)
      VALUES (2, 1, 'member', 'ann', 0, 0, 1);
  `);
  before.close();
  const storage = await openSqliteStorage({ folder: folder.path, onCommit() {} });
  const lobby = async () => (await storage.listConversations("u_ann")).conversations.find(({ id }) => id === LOBBY_ID);
  expect(await lobby()).not.toHaveProperty("settings");
  await storage.configure({ conversationId: LOBBY_ID, userId: "u_ann", notify: "none", at: 1 });
  expect(await lobby()).toMatchObject({ settings: { notify: "none" } });
  await storage.close();
});
