import type { Conversation } from "../../../../protocol/conversations.ts";
import { ShoalError } from "../../../../protocol/errors.ts";
import { limits } from "../../../../protocol/limits.ts";
import { type Asked, askedSql, changeInvitation, endInvitation, shownInvitation } from "./asked.ts";
import { blockRefusal } from "./blocks.ts";
import { requireMayEnter } from "./entrances.ts";
import { addToRoom, conversationOfMember, makePlaceForRoom, openRoom, requireMay } from "./memberships.ts";
import { activeUser } from "./people.ts";
import { requireUnmuted } from "./rules.ts";
import { knownLog, type OpenLog, type Transaction } from "./transaction.ts";

interface Answer {
  readonly conversationId: string;
  readonly userId: string;
  readonly at: number;
}

/** From `inviterId` to `userId`. */
type Asking = Answer & { readonly inviterId: string };

export function invite(transaction: Transaction, { conversationId, inviterId, userId, at }: Asking): void {
  const inviter = activeUser(transaction, inviterId);
  const log = knownLog(transaction, conversationId);
  requireMay(conversationOfMember(transaction, inviter, log) ? "member" : "stranger", "invite", log);
  const invited = activeUser(transaction, userId);
  if (conversationOfMember(transaction, invited, log)) return;
  requireMayEnter(transaction, log, invited, at);
  const earlier = invitation(transaction, { log, invited, inviter });
  if (earlier?.endedAt === null) return;
  requireUnmuted(transaction, inviter, at);
  const refusal = blockRefusal(transaction, inviter, invited);
  if (refusal) throw refusal;
  requireRest(earlier?.endedAt, at);
  const isKnown = hasUsedDirect(transaction, invited, inviter);
  requireAllowance(transaction, { invited, inviter, at });
  const displaced = displacedBy(transaction, { invited, inviter, isKnown });

  if (displaced) endInvitation(transaction, displaced, at);
  changeInvitation(transaction, invited, log, at, () => {
    transaction.database.run(
      `INSERT INTO invitations (invited_key, conversation_key, inviter_key, at, is_known) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (invited_key, conversation_key, inviter_key) DO UPDATE SET at = excluded.at, is_known = excluded.is_known, ended_at = NULL`,
      ...([invited.key, log.key, inviter.key, at, isKnown ? 1 : 0] as const),
    );
  });
}

export function withdrawInvitation(transaction: Transaction, { conversationId, inviterId, userId, at }: Asking): void {
  const inviter = activeUser(transaction, inviterId);
  const log = knownLog(transaction, conversationId);
  const invited = activeUser(transaction, userId);
  const asked = invitation(transaction, { log, invited, inviter });
  if (!asked) throw new ShoalError("not-found");
  if (asked.endedAt === null) endInvitation(transaction, asked, at);
}

export function acceptInvitation(transaction: Transaction, { conversationId, userId, at }: Answer): Conversation {
  const user = activeUser(transaction, userId);
  const log = knownLog(transaction, conversationId);
  const conversation = conversationOfMember(transaction, user, log);
  if (conversation) return conversation;
  const room = openRoom(transaction, log);
  const shown = room && shownInvitation(transaction, user, log);
  requireMay(shown ? "invited" : "stranger", "accept", log, room);
  if (!shown) throw new Error("only an invitation can be accepted");
  requireMayEnter(transaction, log, user, at);
  makePlaceForRoom(transaction, user, at);

  return addToRoom(transaction, room, user, { role: "member", at, invitedBy: shown.by });
}

export function declineInvitation(transaction: Transaction, { conversationId, userId, at }: Answer): void {
  const user = activeUser(transaction, userId);
  const log = knownLog(transaction, conversationId);
  if (!wasInvited(transaction, user, log)) throw new ShoalError("not-found");

  changeInvitation(transaction, user, log, at, () => {
    transaction.database.run(
      "UPDATE invitations SET ended_at = ? WHERE invited_key = ? AND conversation_key = ? AND ended_at IS NULL",
      ...([at, user.key, log.key] as const),
    );
  });
}

/** Ends the invitations to a user who retires. Their own ended when they left the rooms. */
export function forgetInvitationsOf({ database }: Transaction, user: { key: number }): void {
  database.run("DELETE FROM invitations WHERE inviter_key = ?", user.key);
  database.run("DELETE FROM invitations WHERE invited_key = ?", user.key);
}

/** Ends expired invitations, at most `limit` at once, and deletes those that ended long ago. */
export function lapseInvitations(transaction: Transaction, at: number, limit: number): void {
  const { database } = transaction;
  const lapsed = database.all<Asked>(
    `${askedSql} WHERE ended_at IS NULL AND at < ? ORDER BY at LIMIT ?`,
    ...([at - limits.invitationLifetimeMs, limit] as const),
  );
  for (const row of lapsed) endInvitation(transaction, row, at);
  database.run("DELETE FROM invitations WHERE ended_at <= ?", at - limits.invitationRestMs);
}

interface Keyed {
  readonly key: number;
}

function invitation(
  { database }: Transaction,
  { log, invited, inviter }: { log: OpenLog; invited: Keyed; inviter: Keyed },
): Asked | undefined {
  return database.one<Asked>(
    `${askedSql} WHERE invited_key = ? AND conversation_key = ? AND inviter_key = ?`,
    ...([invited.key, log.key, inviter.key] as const),
  );
}

function wasInvited({ database }: Transaction, user: Keyed, log: OpenLog): boolean {
  const sql = "SELECT 1 FROM invitations WHERE invited_key = ? AND conversation_key = ? LIMIT 1";
  return database.one(sql, user.key, log.key) !== undefined;
}

function requireRest(endedAt: number | null | undefined, at: number): void {
  const retryAfterMs = (endedAt ?? Number.NEGATIVE_INFINITY) + limits.invitationRestMs - at;
  if (retryAfterMs > 0) throw new ShoalError("too-many-invitations", { retryAfterMs });
}

/** Recently declined and withdrawn ones count too: otherwise a stranger could ask again and again. */
function requireAllowance(
  { database }: Transaction,
  { invited, inviter, at }: { invited: Keyed; inviter: Keyed; at: number },
): void {
  const counts = database.one<{ all: number; toInvited: number }>(
    `SELECT count(*) AS "all", count(*) FILTER (WHERE invited_key = ?) AS toInvited FROM invitations
     WHERE inviter_key = ? AND (ended_at IS NULL OR ended_at > ?)`,
    ...([invited.key, inviter.key, at - limits.invitationRestMs] as const),
  );
  const isBeyond =
    counts === undefined || counts.all >= limits.invitationsPerInviterMax || counts.toInvited >= limits.invitationsToOneUserMax;
  if (isBeyond) throw new ShoalError("too-many-invitations");
}

/** Whether the user ever opened or wrote in their direct message conversation: no stranger can bring that about. */
function hasUsedDirect({ database }: Transaction, user: Keyed, peer: Keyed): boolean {
  const membership = database.one(
    `SELECT 1 FROM directs JOIN memberships ON conversation_key = directs.key AND user_key = ?
     WHERE low_user_key = ? AND high_user_key = ? AND used_at IS NOT NULL`,
    ...([user.key, Math.min(user.key, peer.key), Math.max(user.key, peer.key)] as const),
  );
  return membership !== undefined;
}

interface Inviter {
  readonly inviterKey: number;
  readonly isKnown: 0 | 1;
  readonly count: number;
}

/**
 * The invitation that gives way when as many wait as a user can have, or undefined when there is a place. It is one of the
 * inviter who has most of them, of those whom the user does not know first; never one of an inviter whom the user knows for
 * one whom they do not. Throws `too-many-invitations` when the new one is the one too many.
 */
function displacedBy(
  { database }: Transaction,
  { invited, inviter, isKnown }: { invited: Keyed; inviter: Keyed; isKnown: boolean },
): Asked | undefined {
  const inviters = database.all<Inviter>(
    `SELECT inviter_key AS inviterKey, max(is_known) AS isKnown, count(*) AS count
     FROM invitations WHERE invited_key = ? AND ended_at IS NULL
     GROUP BY inviter_key ORDER BY max(is_known), count(*) DESC`,
    invited.key,
  );
  if (inviters.reduce((sum, { count }) => sum + count, 0) < limits.invitationsPerUserMax) return undefined;
  const own = inviters.find(({ inviterKey }) => inviterKey === inviter.key)?.count ?? 0;
  const [busiest] = inviters;
  if (!busiest) return undefined;
  const isBetter = Number(isKnown) - busiest.isKnown || busiest.count - own - 1;
  if (isBetter <= 0) throw new ShoalError("too-many-invitations");
  return database.one<Asked>(
    `${askedSql} WHERE invited_key = ? AND inviter_key = ? AND ended_at IS NULL ORDER BY at LIMIT 1`,
    ...([invited.key, busiest.inviterKey] as const),
  );
}
