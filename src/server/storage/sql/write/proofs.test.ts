import { expect, test } from "bun:test";
import { join } from "node:path";
import { temporaryFolder } from "../../../../../test/support/temporary-folder.ts";
import { USED_PROOFS_MAX } from "../../identity-records.ts";
import { SqliteDatabase } from "../../sqlite/database.ts";
import { prepareDatabase } from "../../sqlite/start/prepare-database.ts";
import { requireUnused } from "./proofs.ts";
import { Transaction } from "./transaction.ts";

test("[P160d] the proofs that are kept have a bound, and there is room again when they have expired", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "shoal.db");
  prepareDatabase(file);
  const database = new SqliteDatabase(file);
  const require = (at: number) => () => requireUnused(new Transaction(database), { hash: "new", expiresAt: 1_000 }, at);
  database.script(`
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${USED_PROOFS_MAX})
    INSERT INTO used_proofs (proof_hash, expires_at) SELECT 'proof ' || n, iif(n = 1, 100, 500) FROM numbers`);
  expect(require(100)).toThrow(expect.objectContaining({ code: "rate-limited" }));
  expect(require(101)).not.toThrow();
  database.close();
});
