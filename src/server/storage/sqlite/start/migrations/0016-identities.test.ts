import { expect, test } from "bun:test";
import { join } from "node:path";
import { temporaryFolder } from "../../../../../../test/support/temporary-folder.ts";
import { SqliteDatabase } from "../../database.ts";
import { openSqliteStorage } from "../../sqlite-storage.ts";
import { prepareDatabase } from "../prepare-database.ts";
import { identities } from "./0016-identities.ts";
import { migrations } from "./migrations.ts";

test("[P161a] an account of an older database has no identity elsewhere, and gets one", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "shoal.db");
  prepareDatabase(file, migrations.slice(0, migrations.indexOf(identities)));
  const before = new SqliteDatabase(file);
  before.script(`
    INSERT INTO logs (key, id, kind) VALUES (2, 'u_ann', 'user');
    INSERT INTO users (key, id, nickname, nickname_key, nickname_skeleton, last_seen_at, is_account) VALUES
      (2, 'u_ann', 'ann', 'ann', 'ann', 0, 1);
    INSERT INTO accounts (user_key, password_hash, server_role, claimed_at) VALUES (2, 'hash', 'administrator', 0);
    INSERT INTO sessions (id, token_hash, user_key, device, created_at, last_seen_at) VALUES ('s_1', 'token', 2, '', 0, 0);
  `);
  before.close();

  const storage = await openSqliteStorage({ folder: folder.path, onCommit: () => {} });
  const known = { isAccount: true, hasPassword: true, serverRole: "administrator" } as const;
  expect(await storage.findAccount("u_ann")).toEqual(known);
  await storage.linkIdentity({ identity: { issuer: "i", subject: "1" }, userId: "u_ann", sessionId: "s_1", at: 1 });
  expect(await storage.findAccount("u_ann")).toEqual({ ...known, hasIdentity: true });
  await storage.close();
});
