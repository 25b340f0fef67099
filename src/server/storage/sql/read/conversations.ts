import type { Conversation, Invitation, ListedRoom } from "../../../../protocol/conversations.ts";
import { ShoalError } from "../../../../protocol/errors.ts";
import { limits } from "../../../../protocol/limits.ts";
import type { Mute } from "../../../../protocol/moderation.ts";
import type { Role } from "../../../../protocol/people.ts";
import type { ConversationList, MemberPage, Page, PageRequest } from "../../storage.ts";
import { type ConversationRow, conversationOf, conversationsOfUserSql, orderOf } from "../conversation-rows.ts";
import type { Database } from "../database.ts";
import { ALL_MEMBERS, EventReader, type EventRow, eventSql } from "../event-rows.ts";
import { type InvitationRow, invitationOf, invitationsOfUserSql, shownFirst } from "../invitation-rows.ts";
import { type PersonRow, personOf } from "../person-rows.ts";
import { type RoomLooksRow, roomLooksOf } from "../room-rows.ts";
import { serverRoleOf } from "../standings.ts";
import { memberKeys } from "./membership.ts";
import { blockedIds } from "./people.ts";

/** Anyone may open a conversation with a user: only the newest of those that the user does not see are read. */
export const UNLISTED_MAX = limits.conversationsPerUserMax;

const unlistedSql = `
  SELECT (SELECT id FROM logs WHERE key = conversation_key) AS id
   FROM memberships WHERE user_key = ? AND is_listed = 0
   ORDER BY conversation_key DESC LIMIT ?`;

export const roomsSql = `
  SELECT logs.id, rooms.name, rooms.description, rooms.emoji, rooms.picture, rooms.name_key AS key, rooms.member_count AS memberCount,
     EXISTS (
       SELECT 1 FROM memberships JOIN logs AS own ON own.key = user_key
       WHERE own.id = ? AND conversation_key = rooms.key
     ) AS isMember
   FROM rooms JOIN logs ON logs.key = rooms.key
   WHERE is_private = 0 AND is_archived = 0 AND name_key >= ? AND name_key < ? AND name_key > ? AND instr(name_key, ?) >= ?
   ORDER BY name_key LIMIT ?`;

export const membersSql = `
  SELECT users.id, users.nickname, users.tone, users.picture, role, has_voice AS hasVoice, EXISTS (
     SELECT 1 FROM restrictions WHERE restrictions.conversation_key = memberships.conversation_key AND kind = 'mute'
       AND restrictions.user_key = memberships.user_key
   ) AS isMuted, memberships.nickname_key AS key
   FROM memberships JOIN users ON users.key = user_key
   WHERE conversation_key = ? AND memberships.nickname_key >= ? AND memberships.nickname_key < ?
     AND memberships.nickname_key > ? AND instr(memberships.nickname_key, ?) >= ?
   ORDER BY memberships.nickname_key LIMIT ?`;

export function listConversations(database: Database, { userId }: { userId: string }): ConversationList {
  const log = database.one<PersonRow & { key: number; head: number; isReadShared: number; writesFrom: number }>(
    `SELECT logs.key, head, users.id, nickname, tone, picture, is_read_shared AS isReadShared, writes_from AS writesFrom
     FROM logs JOIN users ON users.key = logs.key WHERE logs.id = ?`,
    userId,
  );
  if (!log) throw new ShoalError("not-found");
  const rows = database.all<ConversationRow>(conversationsOfUserSql, log.key);
  const unlisted = database.all<{ id: string }>(unlistedSql, log.key, UNLISTED_MAX);
  return {
    user: personOf(log),
    userHead: log.head,
    conversations: rows.map((row) => ({
      ...conversationOf(row),
      ...orderOf(database, row, log.key),
      ...unreadMentions(database, log.key, row),
      ...lastMessage(database, row),
    })),
    invitations: listInvitations(database, log.key),
    blockedIds: blockedIds(database, log.key),
    isReadShared: log.isReadShared === 1,
    serverRole: serverRoleOf(database, log.key),
    ...(log.writesFrom > 0 && { serverMute: serverMuteOf(database, log.key, log.writesFrom) }),
    unlistedIds: unlisted.map(({ id }) => id),
  };
}

export function listRooms(database: Database, { userId, page }: { userId: string; page: PageRequest }): Page<ListedRoom> {
  const { rows, next } = pageOfNames(page, (range) =>
    database.all<NamedRow & RoomLooksRow & { id: string; memberCount: number; isMember: number }>(roomsSql, userId, ...range),
  );
  const rooms = rows.map((row) => ({
    ...{ id: row.id, ...roomLooksOf(row) },
    ...{ memberCount: row.memberCount, isMember: row.isMember === 1 },
  }));
  return { items: rooms, ...next };
}

export function listMembers(
  database: Database,
  { conversationId, userId, page }: { conversationId: string; userId: string; page: PageRequest },
): MemberPage {
  const { conversationKey } = memberKeys(database, conversationId, userId);
  const { rows, next } = pageOfNames(page, (range) =>
    database.all<NamedRow & PersonRow & { role: Role; hasVoice: number; isMuted: number }>(membersSql, conversationKey, ...range),
  );
  const members = rows.map((row) => ({
    ...{ ...personOf(row), role: row.role },
    ...(row.hasVoice === 1 && { hasVoice: true }),
    ...(row.isMuted === 1 && { isMuted: true }),
  }));
  return { items: members, ...next, memberCount: countMembers(database, conversationKey) };
}

/** A newcomer has no restriction beside it, and no reason. */
function serverMuteOf(database: Database, userKey: number, writesFrom: number): Mute {
  const sql = "SELECT reason FROM restrictions WHERE conversation_key = 0 AND kind = 'mute' AND user_key = ?";
  const { reason = null } = database.one<{ reason: string | null }>(sql, userKey) ?? {};
  const isEndless = writesFrom === Number.MAX_SAFE_INTEGER;
  return { ...(!isEndless && { until: writesFrom }), ...(reason !== null && { reason }) };
}

/** The newest, ascending. */
export const unreadMentionsSql = `
  SELECT DISTINCT seq FROM mentions
  WHERE user_key IN (?, ?) AND log_key = ? AND seq > ? AND author_key <> ?
    AND NOT EXISTS (SELECT 1 FROM blocks WHERE blocks.user_key = ? AND blocked_key = author_key)
  ORDER BY seq DESC LIMIT ?`;

function unreadMentions(
  database: Database,
  userKey: number,
  { key, messageCount, readSeq, readMessageCount }: ConversationRow,
): Pick<Conversation, "unreadMentions"> {
  if (messageCount <= readMessageCount) return {};
  const rows = database.all<{ seq: number }>(
    unreadMentionsSql,
    ...([userKey, ALL_MEMBERS, key, readSeq, userKey, userKey, limits.unreadMentionsMax] as const),
  );
  return rows.length === 0 ? {} : { unreadMentions: rows.map(({ seq }) => seq).reverse() };
}

function lastMessage(database: Database, { key, lastMessageSeq, floor }: ConversationRow): Pick<Conversation, "lastMessage"> {
  const row = lastMessageSeq <= floor ? undefined : database.one<EventRow>(eventSql, key, lastMessageSeq);
  return row === undefined ? {} : { lastMessage: { at: row.at, ...new EventReader(database, key).quote(lastMessageSeq) } };
}

/** One for each room, the oldest first. */
function listInvitations(database: Database, userKey: number): Invitation[] {
  const rows = database.all<InvitationRow>(`${invitationsOfUserSql} ${shownFirst}`, userKey);
  const shown = rows.filter(
    (row, index) => index === rows.findIndex(({ conversationId }) => conversationId === row.conversationId),
  );
  return shown.map(invitationOf).sort((one, other) => one.at - other.at);
}

export interface NamedRow {
  readonly key: string;
}

/** From, before, after; then a part, at this place at least; then how many. */
export type NameRange = readonly [string, string, string, string, number, number];

/** After every other character. */
const LAST_CHARACTER = "\u{10FFFF}";
const BEGINS = "begins ";
const CONTAINS = "contains ";

/** Names that begin with the text, by name; then those that have it further inside, by name. The cursor says which of them come next. */
export function pageOfNames<Row extends NamedRow>(
  { text, after = BEGINS, limit }: PageRequest,
  read: (range: NameRange) => Row[],
): { rows: Row[]; next: { next?: string } } {
  const askedFor = limit + 1; // one more tells whether there is more
  const found: { row: Row; cursor: string }[] = [];
  if (after.startsWith(BEGINS)) {
    for (const row of read([text, text + LAST_CHARACTER, after.slice(BEGINS.length), "", 0, askedFor]))
      found.push({ row, cursor: BEGINS + row.key });
  }
  if (text !== "" && found.length < askedFor) {
    const from = after.startsWith(CONTAINS) ? after.slice(CONTAINS.length) : "";
    for (const row of read(["", LAST_CHARACTER, from, text, 2, askedFor - found.length]))
      found.push({ row, cursor: CONTAINS + row.key });
  }
  const page = found.slice(0, limit);
  const next = found.length > limit ? page.at(-1)?.cursor : undefined;
  return { rows: page.map(({ row }) => row), next: next === undefined ? {} : { next } };
}

function countMembers(database: Database, conversationKey: number): number {
  const room = database.one<{ count: number }>("SELECT member_count AS count FROM rooms WHERE key = ?", conversationKey);
  return room ? room.count : 2; // otherwise it is a direct message conversation
}
