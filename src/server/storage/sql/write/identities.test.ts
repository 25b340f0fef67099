import { expect, test } from "bun:test";
import { join } from "node:path";
import { temporaryFolder } from "../../../../../test/support/temporary-folder.ts";
import type { ServerRole } from "../../../../protocol/accounts.ts";
import { SqliteDatabase } from "../../sqlite/database.ts";
import { prepareDatabase } from "../../sqlite/start/prepare-database.ts";
import { signInByIdentity } from "./identities.ts";
import { Transaction } from "./transaction.ts";

test("[P160f] a role that a sign-in changes is in the audit log, and one that it keeps is not", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "shoal.db");
  prepareDatabase(file);
  const database = new SqliteDatabase(file);
  let count = 0;
  const enter = (serverRole?: ServerRole): void => {
    count += 1;
    const transaction = new Transaction(database);
    signInByIdentity(transaction, {
      ...{ identity: { issuer: "school", subject: "1" }, newUserId: "u_ann", expiredBefore: 0, serverRole },
      nicknames: [{ text: "Ann", key: "ann", skeleton: "ann" }],
      session: { id: `s_${count}`, tokenHash: `${count}`, device: "", at: count },
    });
    transaction.finish();
  };
  for (const role of [undefined, "member", "administrator", "administrator", undefined, "member"] as const) enter(role);
  expect(database.all("SELECT at, act, actor_key, user_key, details FROM audit ORDER BY rowid")).toEqual([
    {
      at: 3,
      act: "set-server-role",
      actor_key: null,
      user_key: expect.any(Number),
      details: '{"serverRole":"administrator","issuer":"school"}',
    },
    {
      at: 6,
      act: "set-server-role",
      actor_key: null,
      user_key: expect.any(Number),
      details: '{"serverRole":"member","issuer":"school"}',
    },
  ]);
  database.close();
});
