import { expect, test } from "bun:test";
import { join } from "node:path";
import { temporaryFolder } from "../../../../../../test/support/temporary-folder.ts";
import { SqliteDatabase } from "../../database.ts";
import { openSqliteStorage } from "../../sqlite-storage.ts";
import { prepareDatabase } from "../prepare-database.ts";
import { retention } from "./0020-retention.ts";
import { migrations } from "./migrations.ts";

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

test("[P190a] [P194] an older database keeps everything, and believes no later time than its newest event", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "shoal.db");
  prepareDatabase(file, migrations.slice(0, migrations.indexOf(retention)));
  const before = new SqliteDatabase(file);
  before.script(`
    INSERT INTO logs (key, id, kind, head, message_count) VALUES (2, 'u_ann', 'user', 0, 0);
    INSERT INTO users (key, id, nickname, created_at, last_seen_at) VALUES (2, 'u_ann', 'ann', 1, 1);
    UPDATE logs SET head = 2, message_count = 2, last_message_seq = 2 WHERE key = 1;
    INSERT INTO events (log_key, seq, at, type, user_key, client_message_id, body, message_count)
      VALUES (1, 1, 1000, 'message', 2, 'm_1', 'pearl', 1), (1, 2, 2000, 'message', 2, 'm_2', '', 2);
    INSERT INTO scrubs (log_key, seq, old_text, kinds) VALUES (1, 2, 'clam', 0);
  `);
  before.close();

  const storage = await openSqliteStorage({ folder: folder.path, onCommit: () => {} });
  expect(await storage.advanceTime(YEAR_MS, 0)).toBe(2000);
  const { items } = await storage.listRetention({ server: { days: 0, messages: 0 }, at: YEAR_MS });
  expect(items).toEqual([]);
  expect((await storage.readLog("lobby", { after: 0, limit: 9 })).floor).toBe(0);
  await storage.close();
  const after = new SqliteDatabase(file);
  // The search has forgotten the text meanwhile, or knows whose it was.
  for (const scrub of after.all("SELECT author_key AS authorKey FROM scrubs")) expect(scrub).toEqual({ authorKey: 2 });
  after.close();
});
