import { expect, test } from "bun:test";
import { join } from "node:path";
import { temporaryFolder } from "../../../../../../test/support/temporary-folder.ts";
import { newToken } from "../../../../../protocol/ids.ts";
import { SqliteDatabase } from "../../database.ts";
import { openSqliteStorage } from "../../sqlite-storage.ts";
import { prepareDatabase } from "../prepare-database.ts";
import { roomDescriptionsAndInviteLinks } from "./0009-room-descriptions-and-invite-links.ts";
import { migrations } from "./migrations.ts";

test("[P39a] [P39b] in an older database rooms without an owner get one, and rooms without members are gone", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "shoal.db");
  prepareDatabase(file, migrations.slice(0, migrations.indexOf(roomDescriptionsAndInviteLinks)));
  const before = new SqliteDatabase(file);
  before.script(`
    INSERT INTO logs (key, id, kind, head, message_count) VALUES
      (2, 'u_ann', 'user', 0, 0), (3, 'u_ben', 'user', 0, 0), (4, 'u_ced', 'user', 0, 0),
      (5, 'r_cave', 'room', 6, 0), (6, 'r_reef', 'room', 2, 0), (7, 'r_void', 'room', 3, 1);
    INSERT INTO users (key, id, nickname, nickname_key, nickname_skeleton, last_seen_at) VALUES
      (2, 'u_ann', 'ann', 'ann', 'ann', 0), (3, 'u_ben', 'ben', 'ben', 'ben', 0), (4, 'u_ced', 'ced', 'ced', 'ced', 0);
    INSERT INTO rooms (key, name, name_key, is_private, member_count) VALUES
      (5, 'cave', 'cave', 1, 2), (6, 'reef', 'reef', 0, 2), (7, 'void', 'void', 0, 0);
    INSERT INTO memberships (user_key, conversation_key, role, nickname_key, read_seq, read_message_count, is_listed) VALUES
      (2, 1, 'member', 'ann', 0, 0, 1), (3, 1, 'member', 'ben', 0, 0, 1),
      (2, 5, 'member', 'ann', 0, 0, 1), (3, 5, 'member', 'ben', 0, 0, 1),
      (2, 6, 'member', 'ann', 0, 0, 1), (3, 6, 'owner', 'ben', 0, 0, 1);
    INSERT INTO events (log_key, seq, at, type, user_key, client_message_id, body, message_count) VALUES
      (1, 1, 1, 'join', 2, NULL, NULL, 0), (1, 2, 1, 'join', 3, NULL, NULL, 0),
      (5, 1, 10, 'join', 4, NULL, NULL, 0), (5, 2, 20, 'join', 2, NULL, NULL, 0), (5, 3, 30, 'leave', 2, NULL, NULL, 0),
      (5, 4, 40, 'join', 3, NULL, NULL, 0), (5, 5, 50, 'join', 2, NULL, NULL, 0), (5, 6, 60, 'leave', 4, NULL, NULL, 0),
      (6, 1, 10, 'join', 2, NULL, NULL, 0), (6, 2, 10, 'join', 3, NULL, NULL, 0),
      (7, 1, 10, 'join', 4, NULL, NULL, 0), (7, 2, 20, 'message', 4, 'm_void0000', 'echo', 1), (7, 3, 30, 'leave', 4, NULL, NULL, 1);
  `);
  before.close();

  const storage = await openSqliteStorage({ folder: folder.path, onCommit: () => {} });
  const { conversations } = await storage.listConversations("u_ben");
  const roles = Object.fromEntries(conversations.map(({ id, role }) => [id, role]));
  // Ben has been in the cave for longer: Ann left it once.
  expect(roles).toEqual({ lobby: undefined, r_cave: "owner", r_reef: "owner" });
  const { items } = await storage.listRooms("u_ced", { text: "", limit: 10 });
  expect(items.map(({ name }) => name)).toEqual(["lobby", "reef"]);
  expect(await storage.eraseEmptyRooms(10)).toBe(1);
  expect(JSON.stringify(await storage.readLog("r_void", { after: 0, limit: 10 }))).not.toContain("echo");
  await storage.leave("r_reef", "u_ben", 70);
  expect((await storage.readLog("r_reef", { limit: 1 })).events).toMatchObject([{ type: "room", owner: { id: "u_ann" } }]);
  const link = { code: newToken(), conversationId: "r_cave", userId: "u_ann", at: 70, expiresAt: 90 };
  await storage.createInviteLink(link);
  expect(await storage.redeemInviteLink(link.code, "u_ced", 80)).toMatchObject({ id: "r_cave" });
  await storage.close();
});
