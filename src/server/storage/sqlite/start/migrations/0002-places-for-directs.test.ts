import { expect, test } from "bun:test";
import { join } from "node:path";
import { temporaryFolder } from "../../../../../../test/support/temporary-folder.ts";
import { SqliteDatabase } from "../../database.ts";
import { prepareDatabase } from "../prepare-database.ts";
import { firstSchema } from "./0001-first-schema.ts";
import { placesForDirects } from "./0002-places-for-directs.ts";

test("[P26d] in an older database, conversations in which a user wrote are distinguished from those in which only strangers wrote", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "shoal.db");
  prepareDatabase(file, [firstSchema]);
  const before = new SqliteDatabase(file);
  before.script(`
    INSERT INTO logs (key, id, kind) VALUES
      (2, 'u_ann', 'user'), (3, 'u_ben', 'user'), (4, 'u_eve', 'user'), (5, 'd_ben', 'direct'), (6, 'd_eve', 'direct');
    INSERT INTO users (key, id, nickname, last_seen_at) VALUES (2, 'u_ann', 'ann', 0), (3, 'u_ben', 'ben', 0), (4, 'u_eve', 'eve', 0);
    INSERT INTO directs VALUES (5, 2, 3), (6, 2, 4);
    INSERT INTO memberships (user_key, conversation_key, role, nickname_key, read_seq, read_message_count, is_listed) VALUES
      (2, 1, 'member', 'ann', 0, 0, 1), (2, 5, 'member', 'ann', 0, 0, 1), (2, 6, 'member', 'ann', 0, 0, 1),
      (4, 6, 'member', 'eve', 0, 0, 1);
    INSERT INTO events (log_key, seq, at, type, user_key, client_message_id, body, message_count) VALUES
      (1, 1, 10, 'message', 2, 'm_lobby1', 'hi', 1), (5, 1, 20, 'message', 2, 'm_first1', 'hi', 1),
      (5, 2, 30, 'message', 2, 'm_again1', 'hi', 2), (6, 1, 40, 'message', 4, 'm_buying', 'buy this', 1);
  `);
  before.close();

  prepareDatabase(file, [firstSchema, placesForDirects]);
  const after = new SqliteDatabase(file);
  const rows = after.all("SELECT user_key, conversation_key, used_at FROM memberships ORDER BY user_key, conversation_key");
  after.close();
  expect(rows).toEqual([
    { user_key: 2, conversation_key: 1, used_at: null },
    { user_key: 2, conversation_key: 5, used_at: 30 },
    { user_key: 2, conversation_key: 6, used_at: null },
    { user_key: 4, conversation_key: 6, used_at: 40 },
  ]);
});
