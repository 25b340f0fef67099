import { expect, test } from "bun:test";
import { join } from "node:path";
import { temporaryFolder } from "../../../../../../test/support/temporary-folder.ts";
import { SqliteDatabase } from "../../database.ts";
import { openSqliteStorage } from "../../sqlite-storage.ts";
import { prepareDatabase } from "../prepare-database.ts";
import { firstSchema } from "./0001-first-schema.ts";
import { placesForDirects } from "./0002-places-for-directs.ts";
import { invitations } from "./0003-invitations.ts";

test("[P40a] messages of an older database can be changed, and are answered when they are sent again", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "shoal.db");
  prepareDatabase(file, [firstSchema, placesForDirects, invitations]);
  const before = new SqliteDatabase(file);
  before.script(`
    INSERT INTO logs (key, id, kind, head, message_count) VALUES
      (2, 'u_ann', 'user', 0, 0), (3, 'u_ben', 'user', 0, 0), (5, 'r_cave', 'room', 4, 2);
    INSERT INTO users (key, id, nickname, nickname_key, nickname_skeleton, last_seen_at) VALUES
      (2, 'u_ann', 'ann', 'ann', 'ann', 0), (3, 'u_ben', 'ben', 'ben', 'ben', 0);
    INSERT INTO rooms (key, name, name_key, is_private, member_count) VALUES (5, 'cave', 'cave', 1, 2);
    INSERT INTO memberships (user_key, conversation_key, role, nickname_key, read_seq, read_message_count, is_listed) VALUES
      (2, 5, 'owner', 'ann', 0, 0, 1), (3, 5, 'member', 'ben', 1, 0, 1);
    INSERT INTO events (log_key, seq, at, type, user_key, client_message_id, body, message_count) VALUES
      (5, 1, 10, 'join', 2, NULL, NULL, 0), (5, 2, 20, 'message', 2, 'm_first1', 'hello', 1),
      (5, 3, 30, 'join', 3, NULL, '{"invitedBy":{"id":"u_ann","nickname":"ann"}}', 1),
      (5, 4, 40, 'message', 3, 'm_answer', '你好', 2);
  `);
  before.close();

  const storage = await openSqliteStorage({ folder: folder.path, onCommit: () => {} });
  const place = { conversationId: "r_cave", at: 50 };
  await storage.editMessage({ ...place, userId: "u_ann", seq: 2, text: "hello, cave" });
  await storage.react({ ...place, userId: "u_ann", seq: 4, emoji: "👍" });
  const sent = { ...place, userId: "u_ann", clientMessageId: "m_first1", text: "hello" };
  expect(await storage.appendMessage(sent)).toEqual({ seq: 2, at: 20, isDuplicate: true });
  const { events } = await storage.readHistory("r_cave", "u_ben", { after: 0, limit: 10 });
  expect(events).toMatchObject([
    { type: "join", by: { nickname: "ann" } },
    { text: "hello, cave", editedAt: 50 },
    { type: "join", invitedBy: { nickname: "ann" } },
    { text: "你好", reactions: [{ emoji: "👍", count: 1 }] },
    { type: "edit", target: 2 },
    { type: "react", target: 4 },
  ]);
  await storage.close();
});
