import { ShoalError } from "../../../../../protocol/errors.ts";
import type { ImportBatch, ImportedBlock, ImportedRestriction } from "../../../import-records.ts";
import { block } from "../blocks.ts";
import { banUser, muteUser } from "../server-restrictions.ts";
import type { Transaction } from "../transaction.ts";
import { ForeignUsers, ownIdOf } from "./foreign-ids.ts";

export function importBlocks(transaction: Transaction, { source, items }: ImportBatch<ImportedBlock>): void {
  const users = new ForeignUsers(transaction.database, source);
  for (const { userId, blockedId, at } of items) {
    const [user, blocked] = [users.find(userId), users.find(blockedId)];
    if (user === undefined || blocked === undefined) continue;
    skipped(() => block(transaction, { userId: user.id, blockedId: blocked.id, at }));
  }
}

export function importRestrictions(transaction: Transaction, { source, at: now, items }: ImportBatch<ImportedRestriction>): void {
  const users = new ForeignUsers(transaction.database, source);
  for (const restriction of items) {
    const { conversationId, kind, userId, at, until, reason, by } = restriction;
    const user = users.find(userId);
    if (user === undefined || (until !== undefined && until <= now)) continue;
    const restrict = kind === "ban" ? banUser : muteUser;
    if (conversationId === undefined) {
      skipped(() => restrict(transaction, { userId: user.id, at, until, reason }));
      continue;
    }
    const id = ownIdOf(transaction.database, source, "conversation", conversationId);
    transaction.database.run(
      `INSERT INTO restrictions (conversation_key, kind, user_key, at, until, reason, by_key)
       SELECT logs.key, ?, ?, ?, ?, ?, ? FROM logs JOIN import_builds USING (key) WHERE logs.id = ? ON CONFLICT DO NOTHING`,
      ...([kind, user.key, at, until ?? null, reason ?? null, by === undefined ? null : (users.find(by)?.key ?? null)] as const),
      id ?? "",
    );
  }
}

/** A refusal of one is none of the others'. */
function skipped(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof ShoalError)) throw error;
  }
}
