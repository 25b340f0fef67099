import { expect, test } from "bun:test";
import { join } from "node:path";
import { temporaryFolder } from "../../../../../../test/support/temporary-folder.ts";
import { SqliteDatabase } from "../../database.ts";
import { openSqliteStorage } from "../../sqlite-storage.ts";
import { prepareDatabase } from "../prepare-database.ts";
import { readSharing } from "./0013-read-sharing.ts";
import { migrations } from "./migrations.ts";

test("[P24f] the users of an older database share how far they have read, and may end that", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "shoal.db");
  prepareDatabase(file, migrations.slice(0, migrations.indexOf(readSharing)));
  const before = new SqliteDatabase(file);
  before.script(`
    INSERT INTO logs (key, id, kind, head, message_count) VALUES (2, 'u_ann', 'user', 0, 0);
    INSERT INTO users (key, id, nickname, nickname_key, nickname_skeleton, last_seen_at) VALUES (2, 'u_ann', 'ann', 'ann', 'ann', 0);
  `);
  before.close();

  const storage = await openSqliteStorage({ folder: folder.path, onCommit: () => {} });
  expect(await storage.listConversations("u_ann")).toMatchObject({ isReadShared: true, userHead: 0 });
  await storage.shareReads("u_ann", false, 1_000);
  expect(await storage.listConversations("u_ann")).toMatchObject({ isReadShared: false, userHead: 1 });
  await storage.close();
});
