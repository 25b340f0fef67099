import { expect, test } from "bun:test";
import { join } from "node:path";
import { temporaryFolder } from "../../../../../../test/support/temporary-folder.ts";
import { SqliteDatabase } from "../../database.ts";
import { openSqliteStorage } from "../../sqlite-storage.ts";
import { prepareDatabase } from "../prepare-database.ts";
import { administration } from "./0019-administration.ts";
import { migrations } from "./migrations.ts";

test("[P182c] an older database has no setting and no banned network, and its rooms can be archived", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "shoal.db");
  prepareDatabase(file, migrations.slice(0, migrations.indexOf(administration)));
  const before = new SqliteDatabase(file);
  before.script(`
    INSERT INTO logs (key, id, kind) VALUES (2, 'r_reef', 'room');
    INSERT INTO rooms (key, name, name_key, is_private) VALUES (2, 'reef', 'reef', 0);
  `);
  before.close();

  const storage = await openSqliteStorage({ folder: folder.path, onCommit: () => {} });
  expect([await storage.readSettings(), await storage.listNetworkBans(0)]).toEqual([{}, []]);
  await storage.changeSettings({ act: "set-settings", action: "change-settings", changes: { name: "Reef" }, at: 1 });
  await storage.archiveRoom({ conversationId: "r_reef", isArchived: true, at: 1 });
  const { items } = await storage.listAllRooms({ text: "reef", sort: "name", limit: 1 });
  expect(items).toMatchObject([{ conversationId: "r_reef", isArchived: true }]);
  await storage.close();
});
