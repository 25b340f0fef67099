import type { Conversation } from "../../../protocol/conversations.ts";
import type { Role } from "../../../protocol/people.ts";
import { personOf } from "./person-rows.ts";
import { roomLooksOf } from "./room-rows.ts";
import { type SettingsRow, settingsColumns, settingsOf } from "./settings-rows.ts";

/** A conversation as one of its members sees it, as it is read. */
export interface ConversationRow extends SettingsRow {
  readonly key: number;
  readonly id: string;
  readonly head: number;
  readonly messageCount: number;
  /** 0 when there is none. */
  readonly lastMessageSeq: number;
  readonly role: Role;
  readonly readSeq: number;
  readonly readMessageCount: number;
  readonly name: string | null;
  readonly description: string | null;
  readonly emoji: string | null;
  readonly picture: string | null;
  readonly isPrivate: number | null;
  readonly peerId: string | null;
  readonly peerNickname: string | null;
  readonly peerTone: number | null;
  readonly peerPicture: string | null;
}

/** Takes the user's key; a condition may follow with AND. By its index, because strangers decide how many are unlisted. */
export const conversationOfUserSql = `
  SELECT logs.key, logs.id, logs.head, logs.message_count AS messageCount,
    logs.last_message_seq AS lastMessageSeq, membership.role,
    membership.read_seq AS readSeq, membership.read_message_count AS readMessageCount,
    ${settingsColumns},
    rooms.name, rooms.description, rooms.emoji, rooms.picture, rooms.is_private AS isPrivate, peer.id AS peerId, peer.nickname AS peerNickname,
    peer.tone AS peerTone, peer.picture AS peerPicture
  FROM memberships AS membership INDEXED BY listed_memberships
  JOIN logs ON logs.key = membership.conversation_key
  LEFT JOIN rooms ON rooms.key = membership.conversation_key
  LEFT JOIN directs ON directs.key = membership.conversation_key
  LEFT JOIN users AS peer ON peer.key = directs.low_user_key + directs.high_user_key - membership.user_key
  WHERE membership.user_key = ? AND membership.is_listed = 1`;

export function conversationOf(row: ConversationRow): Conversation {
  const { id, head, messageCount, role, readSeq, readMessageCount } = row;
  const settings = settingsOf(row);
  const own = { ...(role === "owner" && { role }), ...(Object.keys(settings).length > 0 && { settings }) };
  const progress = { id, head, messageCount, readSeq, readMessageCount, ...own };
  if (row.name !== null) {
    const looks = roomLooksOf({
      name: row.name,
      description: row.description ?? "",
      emoji: row.emoji ?? "",
      picture: row.picture,
    });
    return { ...progress, kind: "room", ...looks, isPrivate: row.isPrivate === 1 };
  }
  if (row.peerId === null || row.peerNickname === null) throw new Error("a conversation is a room or has a peer");
  const peer = { id: row.peerId, nickname: row.peerNickname, tone: row.peerTone, picture: row.peerPicture };
  return { ...progress, kind: "direct", peer: personOf(peer) };
}
