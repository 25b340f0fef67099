import type { Invitation } from "../../../protocol/conversations.ts";
import { personOf } from "./person-rows.ts";
import { type RoomLooksRow, roomLooksOf } from "./room-rows.ts";

/** An open invitation as the invited user sees it, as it is read. */
export interface InvitationRow extends RoomLooksRow {
  readonly conversationId: string;
  readonly isPrivate: number;
  readonly memberCount: number;
  readonly inviterId: string;
  readonly inviterNickname: string;
  readonly inviterTone: number | null;
  readonly inviterPicture: string | null;
  readonly at: number;
}

/** Takes the key of the invited user; a condition may follow with AND, then `shownFirst`. */
export const invitationsOfUserSql = `
  SELECT logs.id AS conversationId, rooms.name, rooms.description, rooms.emoji, rooms.picture, rooms.is_private AS isPrivate,
    rooms.member_count AS memberCount,
    inviter.id AS inviterId, inviter.nickname AS inviterNickname, inviter.tone AS inviterTone, inviter.picture AS inviterPicture, invitations.at
  FROM invitations
  JOIN logs ON logs.key = conversation_key
  JOIN rooms ON rooms.key = conversation_key
  JOIN users AS inviter ON inviter.key = inviter_key
  WHERE invited_key = ? AND ended_at IS NULL`;

/** Of several inviters into one room the first is shown. */
export const shownFirst = "ORDER BY is_known DESC, invitations.at, inviter_key";

export function invitationOf(row: InvitationRow): Invitation {
  const { conversationId, isPrivate, memberCount, inviterId, inviterNickname, inviterTone, inviterPicture, at } = row;
  const by = personOf({ id: inviterId, nickname: inviterNickname, tone: inviterTone, picture: inviterPicture });
  return { conversationId, ...roomLooksOf(row), isPrivate: isPrivate === 1, memberCount, by, at };
}
