import type { InviteLink } from "../../../protocol/invite-links.ts";
import { personOf } from "./person-rows.ts";

/** An invite link with its room and its maker, as it is read. */
export interface InviteLinkRow {
  readonly code: string;
  readonly conversationId: string;
  readonly inviterId: string;
  readonly inviterNickname: string;
  readonly inviterTone: number | null;
  readonly inviterPicture: string | null;
  readonly at: number;
  readonly expiresAt: number;
  readonly uses: number;
  readonly usesMax: number | null;
}

/** Conditions follow with WHERE. */
export const inviteLinksSql = `
  SELECT code, logs.id AS conversationId, inviter.id AS inviterId, inviter.nickname AS inviterNickname,
    inviter.tone AS inviterTone, inviter.picture AS inviterPicture,
    invite_links.at, expires_at AS expiresAt, uses, uses_max AS usesMax
  FROM invite_links
  JOIN logs ON logs.key = conversation_key
  JOIN users AS inviter ON inviter.key = inviter_key`;

/** Takes the time. A link that is used up stays until it expires: a user who joined by it may not have heard the answer. */
export const worksSql = "expires_at > ? AND (uses_max IS NULL OR uses < uses_max)";

export function inviteLinkOf(row: InviteLinkRow): InviteLink {
  const { code, conversationId, inviterId, inviterNickname, inviterTone, inviterPicture, at, expiresAt, uses, usesMax } = row;
  const by = personOf({ id: inviterId, nickname: inviterNickname, tone: inviterTone, picture: inviterPicture });
  return { code, conversationId, by, at, expiresAt, uses, ...(usesMax !== null && { usesMax }) };
}
