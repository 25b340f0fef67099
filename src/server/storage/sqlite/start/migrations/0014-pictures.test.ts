import { expect, test } from "bun:test";
import { join } from "node:path";
import { temporaryFolder } from "../../../../../../test/support/temporary-folder.ts";
import { SqliteDatabase } from "../../database.ts";
import { openSqliteStorage } from "../../sqlite-storage.ts";
import { prepareDatabase } from "../prepare-database.ts";
import { pictures } from "./0014-pictures.ts";
import { migrations } from "./migrations.ts";

test("[P120a] users and rooms of an older database have no picture, and can get one of an upload of theirs", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "shoal.db");
  prepareDatabase(file, migrations.slice(0, migrations.indexOf(pictures)));
  const before = new SqliteDatabase(file);
  before.script(`
    INSERT INTO logs (key, id, kind) VALUES (2, 'u_ann', 'user'), (3, 'r_reef', 'room');
    INSERT INTO users (key, id, nickname, nickname_key, nickname_skeleton, last_seen_at) VALUES (2, 'u_ann', 'ann', 'ann', 'ann', 0);
    INSERT INTO rooms (key, name, name_key, is_private) VALUES (3, 'reef', 'reef', 0);
    INSERT INTO files (id, user_key, name, type, upload_length, byte_length, created_at, completed_at)
      VALUES ('f_face', 2, 'me.png', 'image/png', 9, 9, 0, 1);
  `);
  before.close();

  const storage = await openSqliteStorage({ folder: folder.path, onCommit: () => {} });
  expect((await storage.listConversations("u_ann")).user).toEqual({ id: "u_ann", nickname: "ann" });
  const { items } = await storage.listRooms("u_ann", { text: "reef", limit: 1 });
  expect(items).toMatchObject([{ name: "reef" }]);
  expect(items[0]).not.toHaveProperty("picture");
  await storage.updateProfile({ userId: "u_ann", picture: "f_face", at: 1, expiredBefore: 0 });
  expect((await storage.listConversations("u_ann")).user).toEqual({ id: "u_ann", nickname: "ann", picture: "f_face" });
  expect(await storage.findPicture("f_face")).toBe(true);
  expect(await storage.listFileStates(["f_face"])).toEqual([{ id: "f_face", isComplete: true, isPicture: true }]);
  await storage.close();
});
