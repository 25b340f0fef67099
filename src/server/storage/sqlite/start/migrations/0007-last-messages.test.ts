import { expect, test } from "bun:test";
import { join } from "node:path";
import { temporaryFolder } from "../../../../../../test/support/temporary-folder.ts";
import { LOBBY_ID } from "../../../../../protocol/ids.ts";
import { SqliteDatabase } from "../../database.ts";
import { prepareDatabase } from "../prepare-database.ts";
import { migrations } from "./migrations.ts";

test("[P26e] in an older database the last messages are found, behind joins and changes", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "shoal.db");
  prepareDatabase(file, migrations.slice(0, 6));
  const before = new SqliteDatabase(file);
  before.script(`
    INSERT INTO logs (key, id, kind, head, message_count) VALUES (2, 'u_ann', 'user', 0, 0), (5, 'r_cave', 'room', 5, 2), (6, 'r_new', 'room', 1, 0);
    INSERT INTO users (key, id, nickname, nickname_key, nickname_skeleton, last_seen_at) VALUES (2, 'u_ann', 'ann', 'ann', 'ann', 0);
    INSERT INTO events (log_key, seq, at, type, user_key, client_message_id, body, message_count) VALUES
      (5, 1, 10, 'join', 2, NULL, NULL, 0), (5, 2, 20, 'message', 2, 'm_first1', 'one', 1), (5, 3, 30, 'message', 2, 'm_second', 'two', 2),
      (5, 4, 40, 'react', 2, NULL, '{"target":3,"emoji":"x"}', 2), (5, 5, 50, 'join', 2, NULL, NULL, 2), (6, 1, 10, 'join', 2, NULL, NULL, 0);
  `);
  before.close();
  prepareDatabase(file);
  const after = new SqliteDatabase(file);
  expect(after.all("SELECT id, last_message_seq AS seq FROM logs WHERE kind <> 'user' ORDER BY id")).toEqual([
    { id: LOBBY_ID, seq: 0 },
    { id: "r_cave", seq: 3 },
    { id: "r_new", seq: 0 },
  ]);
  after.close();
});
