import type { Transaction } from "./transaction.ts";

/** Those beyond the newest `kept`, and those from before `before`; at most `limit`. Answers how many there were. */
export function expireAudit(
  { database }: Transaction,
  { before, kept, limit }: { before: number; kept: number; limit: number },
): number {
  const surplus = database.run(
    "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE id <= (SELECT max(id) FROM audit) - ? ORDER BY id LIMIT ?)",
    ...([kept, limit] as const),
  );
  const expired = database.run(
    "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at < ? ORDER BY at LIMIT ?)",
    ...([before, limit - surplus] as const),
  );
  return surplus + expired;
}
