import type { Conversation } from "../../../../protocol/conversations.ts";
import { ShoalError } from "../../../../protocol/errors.ts";
import type { InviteLink } from "../../../../protocol/invite-links.ts";
import { limits } from "../../../../protocol/limits.ts";
import type { NewInviteLink } from "../../storage.ts";
import { type InviteLinkRow, inviteLinksSql, worksSql } from "../invite-link-rows.ts";
import { personOf } from "../person-rows.ts";
import { requireMayEnter } from "./entrances.ts";
import { memberOf } from "./members.ts";
import { addToRoom, conversationOfMember, makePlaceForRoom, openRoom, requireMay } from "./memberships.ts";
import { activeUser } from "./people.ts";
import { requireMemberMay } from "./standing.ts";
import { knownLog, type OpenLog, type Transaction } from "./transaction.ts";

export function createInviteLink(transaction: Transaction, link: NewInviteLink): InviteLink {
  const { code, conversationId, userId, at, expiresAt, usesMax } = link;
  const { database } = transaction;
  const inviter = activeUser(transaction, userId);
  const log = knownLog(transaction, conversationId);
  requireMay(memberOf(transaction, log, userId)?.role ?? "stranger", "invite", log);
  requirePlace(transaction, log, inviter, at);

  removeSpent(transaction, log, inviter, at);
  database.run(
    `INSERT INTO invite_links (code, conversation_key, inviter_key, at, expires_at, uses_max) VALUES (?, ?, ?, ?, ?, ?)`,
    ...([code, log.key, inviter.key, at, expiresAt, usesMax ?? null] as const),
  );
  const by = personOf(inviter);
  return { code, conversationId, by, at, expiresAt, uses: 0, ...(usesMax !== undefined && { usesMax }) };
}

export function revokeInviteLink(transaction: Transaction, { code, userId }: { code: string; userId: string }): void {
  const link = knownLink(transaction, code);
  if (!link) return;
  const log = knownLog(transaction, link.conversationId);
  const member = memberOf(transaction, log, userId);
  if (!member) throw new ShoalError("not-allowed");
  if (link.inviterId !== userId) requireMemberMay(transaction, member, "manage-invite-links", log);

  transaction.database.run("DELETE FROM invite_links WHERE code = ?", code);
}

export function redeemInviteLink(
  transaction: Transaction,
  { code, userId, at }: { code: string; userId: string; at: number },
): Conversation {
  const user = activeUser(transaction, userId);
  const link = knownLink(transaction, code);
  if (!link) throw new ShoalError("invite-link-invalid");
  const log = knownLog(transaction, link.conversationId);
  const conversation = conversationOfMember(transaction, user, log);
  if (conversation) return conversation;
  requireWorking(link, at);
  const room = openRoom(transaction, log);
  if (!room) throw new Error("an invite link is into a room");
  requireMayEnter(transaction, log, user, at);
  makePlaceForRoom(transaction, user, at);

  transaction.database.run("UPDATE invite_links SET uses = uses + 1 WHERE code = ?", code);
  const invitedBy = { id: link.inviterId, nickname: link.inviterNickname, tone: link.inviterTone, picture: link.inviterPicture };
  return addToRoom(transaction, room, user, { role: "member", at, invitedBy });
}

/** Throws `invite-link-invalid` unless a user who is not a member yet can redeem it. */
export function requireInviteLink(transaction: Transaction, code: string, at: number): void {
  const link = knownLink(transaction, code);
  if (!link) throw new ShoalError("invite-link-invalid");
  requireWorking(link, at);
}

/** Removes links that have expired, at most `limit` at once. */
export function removeExpiredInviteLinks({ database }: Transaction, at: number, limit: number): void {
  database.run(
    "DELETE FROM invite_links WHERE code IN (SELECT code FROM invite_links WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)",
    at,
    limit,
  );
}

function requireWorking({ expiresAt, uses, usesMax }: InviteLinkRow, at: number): void {
  if (expiresAt <= at || uses >= (usesMax ?? Number.POSITIVE_INFINITY)) throw new ShoalError("invite-link-invalid");
}

function knownLink({ database }: Transaction, code: string): InviteLinkRow | undefined {
  return database.one<InviteLinkRow>(`${inviteLinksSql} WHERE code = ?`, code);
}

/** Throws `too-many-invite-links`. Links that do not work any more do not count. */
function requirePlace({ database }: Transaction, log: OpenLog, inviter: { key: number }, at: number): void {
  const counts = database.one<{ own: number; all: number }>(
    `SELECT count(*) FILTER (WHERE inviter_key = ?) AS own, count(*) AS "all" FROM invite_links
     WHERE conversation_key = ? AND ${worksSql}`,
    ...([inviter.key, log.key, at] as const),
  );
  const isFull =
    counts === undefined || counts.own >= limits.inviteLinksPerMemberMax || counts.all >= limits.inviteLinksPerRoomMax;
  if (isFull) throw new ShoalError("too-many-invite-links");
}

/** A member who makes one link after the other leaves no more rows than they may have links. */
function removeSpent({ database }: Transaction, log: OpenLog, inviter: { key: number }, at: number): void {
  database.run(
    `DELETE FROM invite_links WHERE conversation_key = ? AND inviter_key = ? AND NOT (${worksSql})`,
    ...([log.key, inviter.key, at] as const),
  );
}
