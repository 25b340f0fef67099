import { expect, test } from "bun:test";
import { join } from "node:path";
import { temporaryFolder } from "../../../../../../test/support/temporary-folder.ts";
import { SqliteDatabase } from "../../database.ts";
import { prepareDatabase } from "../prepare-database.ts";
import { visits } from "./0011-visits.ts";
import { migrations } from "./migrations.ts";

test("[P28g] the sessions of an older database are no visits", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "shoal.db");
  prepareDatabase(file, migrations.slice(0, migrations.indexOf(visits)));
  const before = new SqliteDatabase(file);
  before.script(`
    INSERT INTO logs (key, id, kind, head, message_count) VALUES (2, 'u_ann', 'user', 0, 0);
    INSERT INTO users (key, id, nickname, nickname_key, nickname_skeleton, last_seen_at) VALUES (2, 'u_ann', 'ann', 'ann', 'ann', 0);
    INSERT INTO sessions (id, token_hash, user_key, device, created_at, last_seen_at) VALUES ('s_ann', 'hash', 2, '', 0, 0);
  `);
  before.close();
  prepareDatabase(file);
  const after = new SqliteDatabase(file);
  expect(after.all("SELECT id, is_visit AS isVisit FROM sessions")).toEqual([{ id: "s_ann", isVisit: 0 }]);
  after.close();
});
