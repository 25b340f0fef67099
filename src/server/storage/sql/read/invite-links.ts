import { ShoalError } from "../../../../protocol/errors.ts";
import type { InviteLink, InviteLinkPreview } from "../../../../protocol/invite-links.ts";
import { limits } from "../../../../protocol/limits.ts";
import type { Role } from "../../../../protocol/people.ts";
import { type Place, refusalOf } from "../../../../protocol/permissions.ts";
import type { Database } from "../database.ts";
import { type InviteLinkRow, inviteLinkOf, inviteLinksSql, worksSql } from "../invite-link-rows.ts";
import { personOf } from "../person-rows.ts";
import { type RoomLooksRow, roomLooksOf } from "../room-rows.ts";
import { memberMayIn } from "../standings.ts";
import { memberKeys } from "./membership.ts";

export const linksOfRoomSql = `
  ${inviteLinksSql} WHERE conversation_key = ? AND (inviter_key = ? OR ? = 1) AND ${worksSql}
  ORDER BY invite_links.at DESC, code LIMIT ?`;

export function listInviteLinks(
  database: Database,
  { conversationId, userId, at }: { conversationId: string; userId: string; at: number },
): readonly InviteLink[] {
  const { conversationKey, userKey } = memberKeys(database, conversationId, userId);
  const { role, kind } = database.one<{ role: Role; kind: Place["kind"] }>(
    "SELECT role, kind FROM memberships JOIN logs ON logs.key = conversation_key WHERE user_key = ? AND conversation_key = ?",
    userKey,
    conversationKey,
  ) ?? { role: "member", kind: "direct" };
  const place = { id: conversationId, kind };
  const refusal = refusalOf(role, "invite", place);
  if (refusal !== undefined) throw new ShoalError(refusal);
  const log = { key: conversationKey, ...place };
  const areAll = memberMayIn(database, { key: userKey, role }, "manage-invite-links", log) ? 1 : 0;
  const rows = database.all<InviteLinkRow>(
    linksOfRoomSql,
    ...([conversationKey, userKey, areAll, at, limits.inviteLinksPerRoomMax] as const),
  );
  return rows.map(inviteLinkOf);
}

/** Nothing but what its bearer may know. */
export function findInviteLink(database: Database, { code, at }: { code: string; at: number }): InviteLinkPreview | undefined {
  const row = database.one<
    RoomLooksRow & {
      memberCount: number;
      inviterId: string;
      inviterNickname: string;
      inviterTone: number | null;
      inviterPicture: string | null;
    }
  >(
    `SELECT rooms.name, rooms.description, rooms.emoji, rooms.picture, rooms.member_count AS memberCount,
       inviter.id AS inviterId, inviter.nickname AS inviterNickname, inviter.tone AS inviterTone, inviter.picture AS inviterPicture
     FROM invite_links
     JOIN rooms ON rooms.key = conversation_key
     JOIN users AS inviter ON inviter.key = inviter_key
     WHERE code = ? AND ${worksSql}`,
    code,
    at,
  );
  if (!row) return undefined;
  const { memberCount, inviterId, inviterNickname, inviterTone, inviterPicture } = row;
  const by = personOf({ id: inviterId, nickname: inviterNickname, tone: inviterTone, picture: inviterPicture });
  return { ...roomLooksOf(row), memberCount, by };
}
