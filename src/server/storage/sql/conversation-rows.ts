import type { Conversation, Room } from "../../../protocol/conversations.ts";
import { limits } from "../../../protocol/limits.ts";
import type { Mute } from "../../../protocol/moderation.ts";
import type { Role } from "../../../protocol/people.ts";
import type { Database } from "./database.ts";
import { type PersonRow, personOf } from "./person-rows.ts";
import { roomLooksOf } from "./room-rows.ts";
import { rulesOf } from "./rules-rows.ts";
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
  readonly floor: number;
  readonly floorMessageCount: number;
  readonly name: string | null;
  readonly description: string | null;
  readonly emoji: string | null;
  readonly picture: string | null;
  readonly isPrivate: number | null;
  readonly rules: string | null;
  readonly isArchived: number | null;
  readonly hasVoice: number;
  readonly isGuarded: number;
  readonly peerId: string | null;
  readonly peerNickname: string | null;
  readonly peerTone: number | null;
  readonly peerPicture: string | null;
}

/** Takes the user's key; a condition may follow with AND. By its index, because strangers decide how many are unlisted. */
export const conversationOfUserSql = `
  SELECT logs.key, logs.id, logs.head, logs.message_count AS messageCount, logs.floor, logs.floor_message_count AS floorMessageCount,
    logs.last_message_seq AS lastMessageSeq, membership.role,
    membership.read_seq AS readSeq, membership.read_message_count AS readMessageCount,
    ${settingsColumns},
    rooms.name, rooms.description, rooms.emoji, rooms.picture, rooms.is_private AS isPrivate, rooms.rules,
    rooms.is_archived AS isArchived, membership.has_voice AS hasVoice, logs.is_guarded AS isGuarded, peer.id AS peerId, peer.nickname AS peerNickname,
    peer.tone AS peerTone, peer.picture AS peerPicture
  FROM memberships AS membership INDEXED BY listed_memberships
  JOIN logs ON logs.key = membership.conversation_key
  LEFT JOIN rooms ON rooms.key = membership.conversation_key
  LEFT JOIN directs ON directs.key = membership.conversation_key
  LEFT JOIN users AS peer ON peer.key = directs.low_user_key + directs.high_user_key - membership.user_key
  WHERE membership.user_key = ? AND membership.is_listed = 1`;

/** The oldest first, whatever the planner does. */
export const conversationsOfUserSql = `${conversationOfUserSql} ORDER BY membership.conversation_key`;

export function conversationOf(row: ConversationRow): Conversation {
  const { id, head, messageCount, role, floor, floorMessageCount } = row;
  // What is not kept is not unread [P192b].
  const readSeq = Math.max(row.readSeq, floor);
  const readMessageCount = Math.max(row.readMessageCount, floorMessageCount);
  const settings = settingsOf(row);
  const own = { ...(role !== "member" && { role }), ...(Object.keys(settings).length > 0 && { settings }) };
  const progress = { id, head, messageCount, readSeq, readMessageCount, ...(floor > 0 && { floor }), ...own };
  if (row.name !== null) {
    const looks = roomLooksOf({
      name: row.name,
      description: row.description ?? "",
      emoji: row.emoji ?? "",
      picture: row.picture,
    });
    return { ...progress, kind: "room", ...looks, isPrivate: row.isPrivate === 1, ...ownOrderOf(row) };
  }
  if (row.peerId === null || row.peerNickname === null) throw new Error("a conversation is a room or has a peer");
  const peer = { id: row.peerId, nickname: row.peerNickname, tone: row.peerTone, picture: row.peerPicture };
  return { ...progress, kind: "direct", peer: personOf(peer) };
}

type OwnOrder = Pick<ConversationRow, "rules" | "isArchived" | "hasVoice">;

/** The order of a room as a user finds it who becomes a member. */
export function orderForNewMember(
  database: Database,
  log: { readonly key: number; readonly isGuarded: number },
  userKey: number,
) {
  const row = database.one<Pick<OwnOrder, "rules" | "isArchived">>(
    "SELECT rules, is_archived AS isArchived FROM rooms WHERE key = ?",
    log.key,
  );
  if (!row) return {};
  return { ...ownOrderOf({ ...row, hasVoice: 0 }), ...orderOf(database, { ...log, rules: row.rules }, userKey) };
}

/** The rules, and what the user is under them. Mutes and hands are read apart: `orderOf`. */
function ownOrderOf({ rules, isArchived, hasVoice }: OwnOrder): Pick<Room, "rules" | "isArchived" | "hasVoice"> {
  return {
    ...(rules !== null && { rules: rulesOf(rules) }),
    ...(isArchived === 1 && { isArchived: true }),
    ...(hasVoice === 1 && { hasVoice: true }),
  };
}

/** The user's mute and the raised hands of a guarded room: others have neither. */
export function orderOf(
  database: Database,
  { key, isGuarded, rules }: Pick<ConversationRow, "key" | "isGuarded" | "rules">,
  userKey: number,
): Pick<Room, "mute" | "raisedHands"> {
  if (isGuarded === 0) return {};
  const mute = database.one<{ until: number | null; reason: string | null }>(
    "SELECT until, reason FROM restrictions WHERE conversation_key = ? AND kind = 'mute' AND user_key = ?",
    ...([key, userKey] as const),
  );
  const hands = rulesOf(rules).hasHands === true ? database.all<HandRow>(raisedHandsSql, key, limits.raisedHandsMax) : [];
  return {
    ...(mute && { mute: muteOf(mute) }),
    ...(hands.length > 0 && { raisedHands: hands.map(({ at, ...user }) => ({ user: personOf(user), at })) }),
  };
}

type HandRow = PersonRow & { readonly at: number };

export const raisedHandsSql = `
  SELECT users.id, users.nickname, users.tone, users.picture, hand_raised_at AS at
  FROM memberships INDEXED BY raised_hands JOIN users ON users.key = user_key
  WHERE conversation_key = ? AND hand_raised_at IS NOT NULL ORDER BY hand_raised_at, user_key LIMIT ?`;

function muteOf({ until, reason }: { readonly until: number | null; readonly reason: string | null }): Mute {
  return { ...(until !== null && { until }), ...(reason !== null && { reason }) };
}
