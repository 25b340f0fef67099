import { expect, test } from "bun:test";
import { join } from "node:path";
import { temporaryFolder } from "../../../../../../test/support/temporary-folder.ts";
import { SqliteDatabase } from "../../database.ts";
import { openSqliteStorage } from "../../sqlite-storage.ts";
import { prepareDatabase } from "../prepare-database.ts";
import { imports } from "./0021-imports.ts";
import { migrations } from "./migrations.ts";

test("the rooms of an older database are there, and imported ones come beside them", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "shoal.db");
  prepareDatabase(file, migrations.slice(0, migrations.indexOf(imports)));
  const before = new SqliteDatabase(file);
  before.script(`
    INSERT INTO logs (key, id, kind) VALUES (2, 'r_reef', 'room');
    INSERT INTO rooms (key, name, name_key, is_private) VALUES (2, 'reef', 'reef', 0);
  `);
  before.close();

  const storage = await openSqliteStorage({ folder: folder.path, onCommit: () => {} });
  const conversation = {
    source: "elsewhere",
    at: 1,
    foreignId: "r_reef",
    kind: "room",
    floor: 0,
    name: { text: "reef", key: "reef" },
  } as const;
  expect((await storage.beginConversation(conversation)).id).not.toBe("r_reef");
  const { items } = await storage.listAllRooms({ text: "reef", sort: "name", limit: 10 });
  expect(items.map(({ conversationId }) => conversationId)).toEqual(["r_reef"]);
  await storage.close();
});
