import type { Conversation } from "../../../../protocol/conversations.ts";
import { ShoalError } from "../../../../protocol/errors.ts";
import type { NewDirect, NewRoom } from "../../storage.ts";
import { blockRefusal } from "./blocks.ts";
import {
  addDirectMembership,
  addToRoom,
  conversationOfMember,
  listDirect,
  makePlace,
  makePlaceForRoom,
  noteUse,
  openRoom,
  removeFromRoom,
  requireMay,
} from "./memberships.ts";
import { activeUser } from "./people.ts";
import { knownLog, type OpenLog, type Transaction } from "./transaction.ts";

export function createRoom(transaction: Transaction, room: NewRoom): Conversation {
  const { id, name, nameKey, isPrivate, ownerId, at } = room;
  const owner = activeUser(transaction, ownerId);
  if (!isPrivate && isNameTaken(transaction, nameKey)) throw new ShoalError("room-name-taken");
  makePlaceForRoom(transaction, owner, at);

  const log = transaction.createLog(id, "room");
  transaction.database.run(
    "INSERT INTO rooms (key, name, name_key, is_private) VALUES (?, ?, ?, ?)",
    ...([log.key, name, nameKey, isPrivate ? 1 : 0] as const),
  );
  return addToRoom(transaction, { log, name, isPrivate }, owner, { role: "owner", at });
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

function isNameTaken({ database }: Transaction, nameKey: string): boolean {
  return database.one("SELECT 1 FROM rooms WHERE name_key = ? AND is_private = 0", nameKey) !== undefined;
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
