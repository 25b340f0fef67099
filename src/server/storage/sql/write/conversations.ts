import type { Conversation } from "../../../../protocol/conversations.ts";
import { ShoalError } from "../../../../protocol/errors.ts";
import type { RoomEvent } from "../../../../protocol/events.ts";
import type { NewDirect, NewRoom, RoomChange } from "../../storage.ts";
import { personOf } from "../person-rows.ts";
import { roomLooksOf } from "../room-rows.ts";
import { standingIn } from "../standings.ts";
import { blockRefusal } from "./blocks.ts";
import { requireMayEnter } from "./entrances.ts";
import { doomPicture, takePicture } from "./files.ts";
import { memberOf } from "./members.ts";
import {
  addDirectMembership,
  addToRoom,
  conversationOfMember,
  listDirect,
  makePlace,
  makePlaceForRoom,
  noteUse,
  type OpenRoom,
  openRoom,
  removeFromRoom,
  requireMay,
} from "./memberships.ts";
import { activeUser } from "./people.ts";
import { requireUnmuted } from "./rules.ts";
import { knownLog, type OpenLog, type Transaction } from "./transaction.ts";

export function createRoom(transaction: Transaction, room: NewRoom): Conversation {
  const { id, name, nameKey, description = "", emoji = "", picture = "", isPrivate, ownerId, at } = room;
  const owner = activeUser(transaction, ownerId);
  requireUnmuted(transaction, owner, at);
  if (!isPrivate && isNameTaken(transaction, nameKey)) throw new ShoalError("room-name-taken");
  makePlaceForRoom(transaction, owner, at);

  if (picture !== "") takePicture(transaction, picture, owner);

  const log = transaction.createLog(id, "room");
  const row = { name, description, emoji, picture: picture || null };
  transaction.database.run(
    "INSERT INTO rooms (key, name, name_key, description, emoji, picture, is_private) VALUES (?, ?, ?, ?, ?, ?, ?)",
    ...([log.key, name, nameKey, description, emoji, row.picture, isPrivate ? 1 : 0] as const),
  );
  return addToRoom(transaction, { log, looks: roomLooksOf(row), isPrivate }, owner, { role: "owner", at });
}

export function describeRoom(transaction: Transaction, change: RoomChange): void {
  const { conversationId, userId, at } = change;
  const { database } = transaction;
  const log = knownLog(transaction, conversationId);
  const member = memberOf(transaction, log, userId);
  const room = openRoom(transaction, log);
  const standing = member ? standingIn(transaction.database, member, log) : "stranger";
  requireMay(standing, "describe", log, room);
  if (!member || !room) throw new Error("only the owner of a room can describe it");
  // The owner of a deleted room is a member for a moment still, and would make it public again.
  if (isDeleted(transaction, log)) throw new ShoalError("not-found");
  const changed = changedLooks(room, change);
  if (Object.keys(changed).length === 0) return;
  requireUnmuted(transaction, member, at);
  const isPrivate = changed.isPrivate ?? room.isPrivate;
  const nameKey = change.name?.key ?? nameKeyOf(transaction, log);
  if (!isPrivate && isNameTaken(transaction, nameKey, log)) throw new ShoalError("room-name-taken");
  if (changed.picture) takePicture(transaction, changed.picture, member);

  const { name = room.looks.name, description = "", emoji = "", picture = "" } = { ...room.looks, ...changed };
  if (changed.picture !== undefined && room.looks.picture !== undefined) doomPicture(transaction, room.looks.picture);
  database.run(
    "UPDATE rooms SET name = ?, name_key = ?, description = ?, emoji = ?, picture = ?, is_private = ? WHERE key = ?",
    ...([name, nameKey, description, emoji, picture || null, isPrivate ? 1 : 0, log.key] as const),
  );
  transaction.append(log, member.key, { type: "room", at, by: personOf(member), ...changed });
}

interface Membership {
  readonly conversationId: string;
  readonly userId: string;
  readonly at: number;
}

export function join(transaction: Transaction, { conversationId, userId, at }: Membership): Conversation {
  const user = activeUser(transaction, userId);
  const log = knownLog(transaction, conversationId);
  const conversation = conversationOfMember(transaction, user, log);
  if (conversation) return conversation;
  const room = openRoom(transaction, log);
  requireMay("stranger", "join", log, room);
  requireMayEnter(transaction, log, user, at);
  if (!room) throw new Error("only a room can be joined");
  makePlaceForRoom(transaction, user, at);

  return addToRoom(transaction, room, user, { role: "member", at });
}

export function leave(transaction: Transaction, { conversationId, userId, at }: Membership): void {
  const user = activeUser(transaction, userId);
  const log = knownLog(transaction, conversationId);
  requireMay(conversationOfMember(transaction, user, log) ? "member" : "stranger", "leave", log);

  removeFromRoom(transaction, log, user, at);
}

export function openDirect(transaction: Transaction, { newId, userId, peerId, at }: NewDirect): Conversation {
  if (userId === peerId) throw new ShoalError("not-allowed");
  const user = activeUser(transaction, userId);
  const peer = activeUser(transaction, peerId);
  const existing = findDirect(transaction, user.key, peer.key);
  const refusal = existing ? undefined : blockRefusal(transaction, user, peer);
  if (refusal) throw refusal;
  const conversation = existing && conversationOfMember(transaction, user, existing);
  if (existing) noteUse(transaction, existing, user, at);
  if (conversation) return conversation;
  makePlace(transaction, user, at);

  const log = existing ?? createDirect(transaction, newId, user.key, peer.key);
  if (!existing) {
    addDirectMembership(transaction, log, user, false);
    addDirectMembership(transaction, log, peer, false);
    noteUse(transaction, log, user, at);
  }
  return listDirect(transaction, log, user, at);
}

/** By another public room than `except`. */
function isNameTaken({ database }: Transaction, nameKey: string, except?: OpenLog): boolean {
  const sql = "SELECT 1 FROM rooms WHERE name_key = ? AND is_private = 0 AND key <> ?";
  return database.one(sql, nameKey, except?.key ?? 0) !== undefined;
}

function isDeleted({ database }: Transaction, log: OpenLog): boolean {
  return database.one("SELECT 1 FROM empty_rooms WHERE key = ?", log.key) !== undefined;
}

function nameKeyOf({ database }: Transaction, log: OpenLog): string {
  return database.one<{ key: string }>("SELECT name_key AS key FROM rooms WHERE key = ?", log.key)?.key ?? "";
}

/** What is another one than before. */
function changedLooks(
  { looks, isPrivate }: OpenRoom,
  change: RoomChange,
): Pick<RoomEvent, "name" | "description" | "emoji" | "picture" | "isPrivate"> {
  const { name, description, emoji, picture } = change;
  return {
    ...(name !== undefined && name.text !== looks.name && { name: name.text }),
    ...(description !== undefined && description !== (looks.description ?? "") && { description }),
    ...(emoji !== undefined && emoji !== (looks.emoji ?? "") && { emoji }),
    ...(picture !== undefined && picture !== (looks.picture ?? "") && { picture }),
    ...(change.isPrivate !== undefined && change.isPrivate !== isPrivate && { isPrivate: change.isPrivate }),
  };
}

function findDirect(transaction: Transaction, oneKey: number, otherKey: number): OpenLog | undefined {
  const row = transaction.database.one<{ id: string }>(
    "SELECT logs.id FROM directs JOIN logs ON logs.key = directs.key WHERE low_user_key = ? AND high_user_key = ?",
    Math.min(oneKey, otherKey),
    Math.max(oneKey, otherKey),
  );
  return row && transaction.log(row.id);
}

function createDirect(transaction: Transaction, id: string, oneKey: number, otherKey: number): OpenLog {
  const log = transaction.createLog(id, "direct");
  transaction.database.run(
    "INSERT INTO directs (key, low_user_key, high_user_key) VALUES (?, ?, ?)",
    ...([log.key, Math.min(oneKey, otherKey), Math.max(oneKey, otherKey)] as const),
  );
  return log;
}
