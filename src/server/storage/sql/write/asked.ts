import type { Invitation } from "../../../../protocol/conversations.ts";
import { type InvitationRow, invitationOf, invitationsOfUserSql, shownFirst } from "../invitation-rows.ts";
import { type OpenLog, ownLog, type Transaction } from "./transaction.ts";

/** What one inviter asked one user: open until it is answered, withdrawn or displaced. */
export interface Asked {
  readonly invitedKey: number;
  readonly conversationKey: number;
  readonly inviterKey: number;
  readonly endedAt: number | null;
}

export const askedSql = `
  SELECT invited_key AS invitedKey, conversation_key AS conversationKey, inviter_key AS inviterKey, ended_at AS endedAt
  FROM invitations`;

interface Invited {
  readonly key: number;
  readonly id: string;
}

/** What the invited user sees of the inviters to that room. */
export function shownInvitation({ database }: Transaction, invited: Invited, log: OpenLog): Invitation | undefined {
  const row = database.one<InvitationRow>(
    `${invitationsOfUserSql} AND conversation_key = ? ${shownFirst} LIMIT 1`,
    invited.key,
    log.key,
  );
  return row && invitationOf(row);
}

/** Does `work`, and tells the invited user when they see something else after it. */
export function changeInvitation(transaction: Transaction, invited: Invited, log: OpenLog, at: number, work: () => void): void {
  const before = shownInvitation(transaction, invited, log);
  work();
  const after = shownInvitation(transaction, invited, log);
  if (after?.by.id === before?.by.id) return;
  const userLog = ownLog(transaction, invited);
  if (after) transaction.append(userLog, null, { type: "invited", at, invitation: after });
  else transaction.append(userLog, null, { type: "uninvited", at, conversationId: log.id });
}

export function endInvitation(transaction: Transaction, { invitedKey, conversationKey, inviterKey }: Asked, at: number): void {
  const { database } = transaction;
  const invited = { key: invitedKey, id: idOf(transaction, invitedKey) };
  const log = transaction.log(idOf(transaction, conversationKey));
  if (!log) throw new Error("an invitation is into a room that exists");
  changeInvitation(transaction, invited, log, at, () => {
    database.run(
      "UPDATE invitations SET ended_at = ? WHERE invited_key = ? AND conversation_key = ? AND inviter_key = ?",
      ...([at, invitedKey, conversationKey, inviterKey] as const),
    );
  });
}

/** A user who leaves a room no longer asks others into it, and their links lead nowhere. */
export function endInvitationsBy(transaction: Transaction, inviter: { key: number }, log: OpenLog, at: number): void {
  const linksSql = "DELETE FROM invite_links WHERE conversation_key = ? AND inviter_key = ?";
  transaction.database.run(linksSql, log.key, inviter.key);
  const asked = transaction.database.all<Asked>(
    `${askedSql} WHERE inviter_key = ? AND conversation_key = ? AND ended_at IS NULL`,
    ...([inviter.key, log.key] as const),
  );
  for (const row of asked) endInvitation(transaction, row, at);
}

/** A member is not asked. */
export function forgetInvitations({ database }: Transaction, member: { key: number }, log: OpenLog): void {
  database.run("DELETE FROM invitations WHERE invited_key = ? AND conversation_key = ?", member.key, log.key);
}

function idOf({ database }: Transaction, logKey: number): string {
  const row = database.one<{ id: string }>("SELECT id FROM logs WHERE key = ?", logKey);
  if (!row) throw new Error("a key names a log");
  return row.id;
}
