import { expect, test } from "bun:test";
import { join } from "node:path";
import { temporaryFolder } from "../../../../../../test/support/temporary-folder.ts";
import { SqliteDatabase } from "../../database.ts";
import { openSqliteStorage } from "../../sqlite-storage.ts";
import { prepareDatabase } from "../prepare-database.ts";
import { profilesAndBlocks } from "./0010-profiles-and-blocks.ts";
import { migrations } from "./migrations.ts";

test("[P111] in an older database, users are there since their first event, and may take a profile", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "shoal.db");
  prepareDatabase(file, migrations.slice(0, migrations.indexOf(profilesAndBlocks)));
  const before = new SqliteDatabase(file);
  before.script(`
    INSERT INTO logs (key, id, kind, head) VALUES (2, 'u_ann', 'user', 1), (3, 'u_old', 'user', 0), (4, 'd_both', 'direct', 0);
    INSERT INTO users (key, id, nickname, nickname_key, nickname_skeleton, last_seen_at) VALUES
      (2, 'u_ann', 'ann', 'ann', 'ann', 900), (3, 'u_old', 'old', NULL, NULL, 800);
    INSERT INTO directs (key, low_user_key, high_user_key) VALUES (4, 2, 3);
    INSERT INTO memberships (user_key, conversation_key, role, nickname_key, read_seq, read_message_count, is_listed) VALUES
      (2, 1, 'member', 'ann', 0, 0, 1), (2, 4, 'member', 'ann', 0, 0, 1), (3, 4, 'member', 'old', 0, 0, 1);
    INSERT INTO events (log_key, seq, at, type, body, message_count) VALUES (2, 1, 100, 'left', '{"conversationId":"r_gone"}', 0);
  `);
  before.close();

  const storage = await openSqliteStorage({ folder: folder.path, onCommit: () => {} });
  const ann = { id: "u_ann", nickname: "ann" };
  const card = await storage.findPerson("u_ann", "u_ann");
  expect(card).toEqual({ person: ann, since: 100, rooms: [], isBlocked: false });
  expect(await storage.findPerson("u_old", "u_ann")).toMatchObject({ since: 800 });
  const nickname = { text: "Old", key: "old", skeleton: "old" };
  await storage.updateProfile({ userId: "u_ann", nickname, tone: 2, at: 1_000, expiredBefore: 0 });
  expect((await storage.findPerson("u_ann", "u_ann")).person).toEqual({ id: "u_ann", nickname: "Old", tone: 2 });
  await storage.block("u_ann", "u_old", 1_000);
  expect((await storage.listConversations("u_ann")).blockedIds).toEqual(["u_old"]);
  await storage.close();
});
