import { expect, test } from "bun:test";
import { join } from "node:path";
import { temporaryFolder } from "../../../../../../test/support/temporary-folder.ts";
import { SqliteDatabase } from "../../database.ts";
import { openSqliteStorage } from "../../sqlite-storage.ts";
import { prepareDatabase } from "../prepare-database.ts";
import { files } from "./0006-files.ts";
import { migrations } from "./migrations.ts";

test("[P80a] users of an older database can upload", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "shoal.db");
  prepareDatabase(file, migrations.slice(0, migrations.indexOf(files)));
  const before = new SqliteDatabase(file);
  before.script(`
    INSERT INTO logs (key, id, kind) VALUES (2, 'u_ann', 'user');
    INSERT INTO users (key, id, nickname, nickname_key, nickname_skeleton, last_seen_at) VALUES (2, 'u_ann', 'ann', 'ann', 'ann', 0);
  `);
  before.close();

  const storage = await openSqliteStorage({ folder: folder.path, onCommit: () => {} });
  await storage.createUpload({ id: "f_one", userId: "u_ann", name: "note", type: "text/plain", byteLength: 5, at: 30 });
  expect(await storage.findUpload("f_one", "u_ann")).toMatchObject({ name: "note", isComplete: false });
  await storage.close();
});
