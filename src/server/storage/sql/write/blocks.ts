import { ShoalError } from "../../../../protocol/errors.ts";
import { limits } from "../../../../protocol/limits.ts";
import { type Asked, askedSql, endInvitation } from "./asked.ts";
import { activeUser, anyUser } from "./people.ts";
import { type OpenLog, ownLog, type Reading, type Transaction } from "./transaction.ts";

interface Blocking {
  readonly userId: string;
  readonly blockedId: string;
  readonly at: number;
}

export function block(transaction: Transaction, { userId, blockedId, at }: Blocking): void {
  const { database } = transaction;
  if (userId === blockedId) throw new ShoalError("not-allowed", { message: "A user cannot block themselves." });
  const user = activeUser(transaction, userId);
  const blocked = anyUser(transaction, blockedId);
  if (blocks(transaction, user, blocked)) return;
  const held = database.one<{ count: number }>("SELECT count(*) AS count FROM blocks WHERE user_key = ?", user.key);
  if ((held?.count ?? 0) >= limits.blocksMax) throw new ShoalError("too-many-blocks");

  database.run("INSERT INTO blocks (user_key, blocked_key, at) VALUES (?, ?, ?)", ...([user.key, blocked.key, at] as const));
  transaction.append(ownLog(transaction, user), null, { type: "blocked", at, userId: blockedId });
  const asked = database.all<Asked>(
    `${askedSql} WHERE invited_key = ? AND inviter_key = ? AND ended_at IS NULL`,
    ...([user.key, blocked.key] as const),
  );
  for (const invitation of asked) endInvitation(transaction, invitation, at);
}

export function unblock(transaction: Transaction, { userId, blockedId, at }: Blocking): void {
  const user = activeUser(transaction, userId);
  const blocked = anyUser(transaction, blockedId);
  if (!blocks(transaction, user, blocked)) return;

  transaction.database.run("DELETE FROM blocks WHERE user_key = ? AND blocked_key = ?", user.key, blocked.key);
  transaction.append(ownLog(transaction, user), null, { type: "unblocked", at, userId: blockedId });
}

/** The refusal of what one user wants to tell another in private: `user-blocked` and `not-accepted` [P112]. */
export function blockRefusal(transaction: Reading, from: Keyed, to: Keyed): ShoalError | undefined {
  if (blocks(transaction, from, to)) return new ShoalError("user-blocked");
  return blocks(transaction, to, from) ? new ShoalError("not-accepted") : undefined;
}

/** The same in a conversation: only a direct message conversation is private. */
export function blockRefusalIn(transaction: Reading, log: Pick<OpenLog, "key" | "kind">, from: Keyed): ShoalError | undefined {
  if (log.kind !== "direct") return undefined;
  const peer = transaction.database.one<Keyed>(
    "SELECT low_user_key + high_user_key - ? AS key FROM directs WHERE key = ?",
    ...([from.key, log.key] as const),
  );
  return peer && blockRefusal(transaction, from, peer);
}

interface Keyed {
  readonly key: number;
}

function blocks({ database }: Reading, user: Keyed, blocked: Keyed): boolean {
  const sql = "SELECT 1 FROM blocks WHERE user_key = ? AND blocked_key = ?";
  return database.one(sql, user.key, blocked.key) !== undefined;
}
