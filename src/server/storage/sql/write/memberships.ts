import type { Conversation } from "../../../../protocol/conversations.ts";
import { ShoalError } from "../../../../protocol/errors.ts";
import { limits } from "../../../../protocol/limits.ts";
import type { Person, Role } from "../../../../protocol/people.ts";
import { type Action, refusalOf, type Standing } from "../../../../protocol/permissions.ts";
import { type ConversationRow, conversationOf, conversationOfUserSql, orderForNewMember, orderOf } from "../conversation-rows.ts";
import { type PersonRow, personOf } from "../person-rows.ts";
import { type RoomLooks, type RoomLooksRow, roomLooksOf } from "../room-rows.ts";
import { endInvitationsBy, forgetInvitations } from "./asked.ts";
import { botsLeavingWith, botsLeft, endBot } from "./bot-ends.ts";
import { closeRoom } from "./empty-rooms.ts";
import type { KnownUser } from "./people.ts";
import { type OpenLog, ownLog, type Transaction } from "./transaction.ts";

export interface OpenRoom {
  readonly log: OpenLog;
  readonly looks: RoomLooks;
  readonly isPrivate: boolean;
}

export function openRoom(transaction: Transaction, log: OpenLog): OpenRoom | undefined {
  const row = transaction.database.one<RoomLooksRow & { is_private: number }>(
    "SELECT name, description, emoji, picture, is_private FROM rooms WHERE key = ?",
    log.key,
  );
  return row && { log, looks: roomLooksOf(row), isPrivate: row.is_private === 1 };
}

/** The conversation as its member sees it now, or undefined for other users (an unlisted peer is not a member yet). */
export function conversationOfMember(transaction: Transaction, user: KnownUser, log: OpenLog): Conversation | undefined {
  const row = transaction.database.one<ConversationRow>(
    `${conversationOfUserSql} AND membership.conversation_key = ?`,
    user.key,
    log.key,
  );
  if (!row) return undefined;
  const conversation = conversationOf({ ...row, head: log.head, messageCount: log.messageCount });
  return { ...conversation, ...orderOf(transaction.database, row, user.key) };
}

/** Throws what `refusalOf` says: here in the transaction, so that nothing can change in between. */
export function requireMay(standing: Standing, action: Action, log: OpenLog, room?: OpenRoom): void {
  if (log.kind === "user") throw new ShoalError("not-found");
  const refusal = refusalOf(standing, action, { id: log.id, kind: log.kind, isPrivate: room?.isPrivate });
  if (refusal !== undefined) throw new ShoalError(refusal);
}

/** Makes a place for one more room. Throws `too-many-conversations` when the user is in `roomsPerUserMax` rooms. */
export function makePlaceForRoom(transaction: Transaction, user: PersonRow & { key: number }, at: number): void {
  const listed = listedCounts(transaction, user);
  if (listed.rooms >= limits.roomsPerUserMax) throw new ShoalError("too-many-conversations");
  if (listed.all >= limits.conversationsPerUserMax) unlistDirect(transaction, user, at);
}

/**
 * A place for one more conversation in the user's list. A full list unlists a direct message conversation until its next
 * message [P26]. Other users cannot choose which: those that the user never used give way first, the newest of them first, so
 * that strangers displace each other; then the one that the user used longest ago. There are fewer pinned ones than places.
 */
export function makePlace(transaction: Transaction, user: PersonRow & { key: number }, at: number): void {
  if (listedCounts(transaction, user).all >= limits.conversationsPerUserMax) unlistDirect(transaction, user, at);
}

function unlistDirect(transaction: Transaction, user: PersonRow & { key: number }, at: number): void {
  const { database } = transaction;
  const direct = database.one<{ id: string; key: number }>(
    `SELECT logs.id, logs.key FROM memberships INDEXED BY listed_memberships JOIN logs ON logs.key = conversation_key
     WHERE user_key = ? AND is_listed = 1 AND logs.kind = 'direct'
     ORDER BY is_pinned, used_at NULLS FIRST, conversation_key DESC LIMIT 1`,
    user.key,
  );
  if (!direct) throw new Error("a full list has more places than there can be rooms");
  database.run("UPDATE memberships SET is_listed = 0 WHERE user_key = ? AND conversation_key = ?", user.key, direct.key);
  transaction.append(ownLog(transaction, user), null, { type: "left", at, conversationId: direct.id });
}

/**
 * Nothing before the join is unread, and `joined` ends the invitations into the room [P91]. Returns the room as it was before the
 * join: its events follow from there [P7].
 */
export function addToRoom(
  transaction: Transaction,
  room: OpenRoom,
  user: KnownUser,
  membership: { role: Role; at: number; invitedBy?: PersonRow },
): Conversation {
  const { log, looks, isPrivate } = room;
  const { role, at, invitedBy } = membership;
  const { head, messageCount } = log;
  forgetInvitations(transaction, user, log);
  insertMembership(transaction, { log, user, role, isListed: true });
  transaction.database.run("UPDATE rooms SET member_count = member_count + 1 WHERE key = ?", log.key);
  const conversation: Conversation = {
    ...{ id: log.id, head, messageCount, readSeq: head, readMessageCount: messageCount },
    ...{ kind: "room", ...looks, isPrivate, ...orderForNewMember(transaction.database, log, user.key) },
    ...(role !== "member" && { role }),
  };
  transaction.append(ownLog(transaction, user), null, { type: "joined", at, conversation });
  const by = personOf(user);
  transaction.append(log, user.key, { type: "join", at, by, ...(invitedBy && { invitedBy: personOf(invitedBy) }) });
  return conversation;
}

/** Missing where the member leaves by themselves. Without `removedBy` it was the operator. */
export interface Removal {
  readonly removedBy?: Person;
  readonly reason?: string;
  readonly isBanned?: boolean;
}

export function removeFromRoom(
  transaction: Transaction,
  log: OpenLog,
  user: PersonRow & { key: number },
  at: number,
  removal?: Removal,
): void {
  // By the token of a bot there the user would go on reading.
  for (const bot of botsLeavingWith(transaction, log, user)) removeMember(transaction, log, bot, at);
  const role = removeMember(transaction, log, user, at, removal);
  const heir = firstPerson(transaction, log);
  if (heir !== undefined) {
    if (role === "owner") handOver(transaction, log, user, heir, at);
    return;
  }
  for (const bot of botsLeft(transaction, log)) removeMember(transaction, log, bot, at);
  closeRoom(transaction, log);
}

/** Answers with the role that the member had. */
function removeMember(
  transaction: Transaction,
  log: OpenLog,
  user: PersonRow & { key: number },
  at: number,
  removal?: Removal,
): Role | undefined {
  const removed = removal && { isRemoved: true, ...removal };
  const { database } = transaction;
  const left = database.one<{ role: Role }>(
    "DELETE FROM memberships WHERE user_key = ? AND conversation_key = ? RETURNING role",
    user.key,
    log.key,
  );
  database.run("UPDATE rooms SET member_count = member_count - 1 WHERE key = ?", log.key);
  transaction.append(ownLog(transaction, user), null, { type: "left", at, conversationId: log.id, ...removed });
  transaction.append(log, user.key, { type: "leave", at, by: personOf(user), ...removed });
  endInvitationsBy(transaction, user, log, at);
  endBot(transaction, user, log);
  return left?.role;
}

/** A moderator, if there is one, or else a member: the one who joined first. No bot owns a room [P219]. */
function firstPerson({ database }: Transaction, log: OpenLog): (PersonRow & { key: number }) | undefined {
  return database.one<PersonRow & { key: number }>(
    `SELECT users.key, users.id, users.nickname, users.tone, users.picture FROM memberships INDEXED BY members_by_arrival
     JOIN users ON users.key = user_key WHERE conversation_key = ? AND user_key NOT IN (SELECT user_key FROM bots)
     ORDER BY role <> 'moderator', joined_seq LIMIT 1`,
    log.key,
  );
}

/** A room has an owner as long as it has members [P39]. */
function handOver(
  transaction: Transaction,
  log: OpenLog,
  before: PersonRow & { key: number },
  heir: PersonRow & { key: number },
  at: number,
): void {
  transaction.database.run(
    "UPDATE memberships SET role = 'owner' WHERE user_key = ? AND conversation_key = ?",
    heir.key,
    log.key,
  );
  transaction.append(log, before.key, { type: "room", at, by: personOf(before), owner: personOf(heir) });
}

/** Both people of a new direct message conversation; the peer's is listed with the first message. */
export function addDirectMembership(transaction: Transaction, log: OpenLog, user: KnownUser, isListed: boolean): void {
  insertMembership(transaction, { log, user, role: "member", isListed });
}

/** The user opened the direct message conversation, or wrote in it: it gives way after those that only others used. */
export function noteUse({ database }: Transaction, log: OpenLog, user: { key: number }, at: number): void {
  database.run(
    "UPDATE memberships SET used_at = max(coalesce(used_at, 0), ?) WHERE user_key = ? AND conversation_key = ?",
    ...([at, user.key, log.key] as const),
  );
}

/** The user sees the direct message conversation from now on. */
export function listDirect(transaction: Transaction, log: OpenLog, user: KnownUser, at: number): Conversation {
  transaction.database.run("UPDATE memberships SET is_listed = 1 WHERE user_key = ? AND conversation_key = ?", user.key, log.key);
  const conversation = conversationOfMember(transaction, user, log);
  if (!conversation) throw new Error("who was just listed is a member");
  transaction.append(ownLog(transaction, user), null, { type: "joined", at, conversation });
  return conversation;
}

function listedCounts({ database }: Transaction, user: { key: number }): { all: number; rooms: number } {
  const counts = database.one<{ all: number; rooms: number }>(
    `SELECT count(*) AS "all", count(*) FILTER (WHERE kind = 'room') AS rooms
     FROM memberships INDEXED BY listed_memberships JOIN logs ON logs.key = conversation_key
     WHERE user_key = ? AND is_listed = 1`,
    user.key,
  );
  if (!counts) throw new Error("a count has one row");
  return counts;
}

function insertMembership(
  { database }: Transaction,
  { log, user, role, isListed }: { log: OpenLog; user: KnownUser; role: Role; isListed: boolean },
): void {
  database.run(
    `INSERT INTO memberships (user_key, conversation_key, role, nickname_key, read_seq, read_message_count, is_listed, joined_seq)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    // The next place is that of the join.
    ...([user.key, log.key, role, user.nicknameKey, log.head, log.messageCount, isListed ? 1 : 0, log.head + 1] as const),
  );
}
