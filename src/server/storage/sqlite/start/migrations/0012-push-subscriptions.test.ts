import { expect, test } from "bun:test";
import { join } from "node:path";
import { temporaryFolder } from "../../../../../../test/support/temporary-folder.ts";
import { SqliteDatabase } from "../../database.ts";
import { prepareDatabase } from "../prepare-database.ts";
import { pushSubscriptions } from "./0012-push-subscriptions.ts";
import { migrations } from "./migrations.ts";

test("[P130b] sessions of an older database can have push subscriptions, which end with them", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "shoal.db");
  prepareDatabase(file, migrations.slice(0, migrations.indexOf(pushSubscriptions)));
  const before = new SqliteDatabase(file);
  before.script(`
    INSERT INTO logs (key, id, kind) VALUES (2, 'u_ann', 'user');
    INSERT INTO users (key, id, nickname, nickname_key, nickname_skeleton, last_seen_at) VALUES (2, 'u_ann', 'ann', 'ann', 'ann', 0);
    INSERT INTO sessions (id, token_hash, user_key, device, created_at, last_seen_at) VALUES ('s_ann', 'hash', 2, '', 0, 0);
  `);
  before.close();
  prepareDatabase(file);
  const after = new SqliteDatabase(file);
  after.script(`
    INSERT INTO push_subscriptions (session_id, user_key, endpoint, p256dh, auth, content, level, at)
    VALUES ('s_ann', 2, 'https://push.test/', 'p', 'a', 'who', 'all', 0);
    DELETE FROM sessions;
  `);
  expect(after.all("SELECT * FROM push_subscriptions")).toEqual([]);
  after.close();
});
