import { expect, test } from "bun:test";
import { join } from "node:path";
import { temporaryFolder } from "../../../../../../test/support/temporary-folder.ts";
import { SqliteDatabase } from "../../database.ts";
import { openSqliteStorage } from "../../sqlite-storage.ts";
import { prepareDatabase } from "../prepare-database.ts";
import { firstSchema } from "./0001-first-schema.ts";
import { placesForDirects } from "./0002-places-for-directs.ts";

test("[P90a] in an older database, invited users stay members, and new invitations ask", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "shoal.db");
  prepareDatabase(file, [firstSchema, placesForDirects]);
  const before = new SqliteDatabase(file);
  before.script(`
    INSERT INTO logs (key, id, kind, head) VALUES
      (2, 'u_ann', 'user', 0), (3, 'u_ben', 'user', 0), (4, 'u_ced', 'user', 0), (5, 'r_cave', 'room', 2);
    INSERT INTO users (key, id, nickname, nickname_key, nickname_skeleton, last_seen_at) VALUES
      (2, 'u_ann', 'ann', 'ann', 'ann', 0), (3, 'u_ben', 'ben', 'ben', 'ben', 0), (4, 'u_ced', 'ced', 'ced', 'ced', 0);
    INSERT INTO rooms (key, name, name_key, is_private, member_count) VALUES (5, 'cave', 'cave', 1, 2);
    INSERT INTO memberships (user_key, conversation_key, role, nickname_key, read_seq, read_message_count, is_listed) VALUES
      (2, 5, 'owner', 'ann', 0, 0, 1), (3, 5, 'member', 'ben', 1, 0, 1);
    INSERT INTO events (log_key, seq, at, type, user_key, body, message_count) VALUES
      (5, 1, 10, 'join', 2, NULL, 0),
      (5, 2, 20, 'join', 3, '{"invitedBy":{"id":"u_ann","nickname":"ann"}}', 0);
  `);
  before.close();

  const storage = await openSqliteStorage({ folder: folder.path, onCommit: () => {} });
  const lists = async () => {
    const [ben, ced] = await Promise.all(["u_ben", "u_ced"].map((id) => storage.listConversations(id)));
    return [ben?.conversations.length, ben?.invitations.length, ced?.conversations.length, ced?.invitations.length];
  };
  expect(await lists()).toEqual([1, 0, 0, 0]);
  await storage.invite("r_cave", "u_ben", "u_ced", 30);
  expect(await lists()).toEqual([1, 0, 0, 1]);
  await storage.close();
});
