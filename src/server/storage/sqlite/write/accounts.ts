import { ShoalError } from "../../../../protocol/errors.ts";
import { LOBBY_ID } from "../../../../protocol/ids.ts";
import type { Person } from "../../../../protocol/people.ts";
import type { DeviceLinkRecord, NewGuest, NewSession } from "../../storage.ts";
import { type PersonRow, personOf } from "../person-rows.ts";
import { doomPicture } from "./files.ts";
import { forgetInvitationsOf, lapseInvitations } from "./invitations.ts";
import { removeExpiredInviteLinks } from "./invite-links.ts";
import { addToRoom, openRoom, removeFromRoom } from "./memberships.ts";
import { expiredHolders, forgetFormerNicknames } from "./nicknames.ts";
import { activeUser, type KnownUser } from "./people.ts";
import type { Transaction } from "./transaction.ts";

export function createGuest(transaction: Transaction, guest: NewGuest): void {
  const { user, nicknameKey, nicknameSkeleton, session, expiredBefore } = guest;
  const nickname = { key: nicknameKey, skeleton: nicknameSkeleton };
  for (const holder of expiredHolders(transaction, nickname, { expiredBefore, at: session.at }))
    retire(transaction, holder, session.at);

  const { key } = transaction.createLog(user.id, "user");
  transaction.database.run(
    `INSERT INTO users (key, id, nickname, nickname_key, nickname_skeleton, last_seen_at, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ...([key, user.id, user.nickname, nicknameKey, nicknameSkeleton, session.lastSeenAt ?? session.at, session.at] as const),
  );
  insertSession(transaction, key, session);
  joinLobby(transaction, { ...user, key, nicknameKey }, session.at);
}

export function createSession(transaction: Transaction, session: NewSession): Person {
  const user = activeUser(transaction, session.userId);
  insertSession(transaction, user.key, session);
  noteVisit(transaction, user.key, session.lastSeenAt ?? session.at);
  return personOf(user);
}

export function touchSession(transaction: Transaction, { sessionId, at }: { sessionId: string; at: number }): void {
  const { database } = transaction;
  database.run("UPDATE sessions SET last_seen_at = max(last_seen_at, ?) WHERE id = ?", at, sessionId);
  const session = database.one<{ user_key: number }>("SELECT user_key FROM sessions WHERE id = ?", sessionId);
  if (session) noteVisit(transaction, session.user_key, at);
}

export function endSession(transaction: Transaction, { sessionId, at }: { sessionId: string; at: number }): void {
  const { database } = transaction;
  const user = database.one<UserRow>(
    "SELECT users.key, users.id, users.nickname, users.tone, users.picture FROM sessions JOIN users ON users.key = user_key WHERE sessions.id = ?",
    sessionId,
  );
  if (!user) return;
  database.run("DELETE FROM sessions WHERE id = ?", sessionId);
  const hasAnother = database.one("SELECT 1 FROM sessions WHERE user_key = ? LIMIT 1", user.key) !== undefined;
  if (!hasAnother) retire(transaction, user, at);
}

/** Signs out another device of the user. */
export function endSessionOf(
  transaction: Transaction,
  { userId, sessionId, at }: { userId: string; sessionId: string; at: number },
): void {
  const { key } = activeUser(transaction, userId);
  const isOwn = transaction.database.one("SELECT 1 FROM sessions WHERE id = ? AND user_key = ?", sessionId, key) !== undefined;
  if (!isOwn) throw new ShoalError("not-found");
  endSession(transaction, { sessionId, at });
}

/** Device links go with them: a code that another device has made would bring it back. */
export function endOtherSessions(
  { database }: Transaction,
  { userId, sessionId }: { userId: string; sessionId: string },
): string[] {
  const user = database.one<{ key: number }>(
    "SELECT user_key AS key FROM sessions WHERE id = ? AND user_key = (SELECT key FROM logs WHERE id = ?)",
    ...([sessionId, userId] as const),
  );
  if (!user) throw new ShoalError("unauthenticated");
  const others = database.all<{ id: string }>("SELECT id FROM sessions WHERE user_key = ? AND id <> ?", user.key, sessionId);
  database.run("DELETE FROM sessions WHERE user_key = ? AND id <> ?", user.key, sessionId);
  database.run("DELETE FROM device_links WHERE user_key = ?", user.key);
  return others.map(({ id }) => id);
}

/** Sweeps up as well: sessions and device links that expired can never be used again, and invitations lapse. */
export function retireGuests(
  transaction: Transaction,
  { expiredBefore, at, limit }: { expiredBefore: number; at: number; limit: number },
): number {
  const { database } = transaction;
  const expired = database.all<UserRow>(
    `SELECT key, id, nickname, tone, picture FROM users
     WHERE nickname_key IS NOT NULL AND last_seen_at < ? ORDER BY last_seen_at LIMIT ?`,
    expiredBefore,
    limit,
  );
  for (const user of expired) retire(transaction, user, at);
  database.run("DELETE FROM sessions WHERE last_seen_at < ?", expiredBefore);
  database.run("DELETE FROM device_links WHERE expires_at < ?", at);
  removeExpiredInviteLinks(transaction, at, limit);
  lapseInvitations(transaction, at, limit);
  forgetFormerNicknames(transaction, at);
  return expired.length;
}

export function createDeviceLink(transaction: Transaction, link: DeviceLinkRecord & { openMax: number }): void {
  const { codeHash, userId, expiresAt, openMax } = link;
  const { database } = transaction;
  const { key } = activeUser(transaction, userId);
  database.run(
    `DELETE FROM device_links WHERE user_key = ?1 AND code_hash NOT IN
       (SELECT code_hash FROM device_links WHERE user_key = ?1 ORDER BY expires_at DESC LIMIT ?2)`,
    ...([key, openMax - 1] as const),
  );
  database.run(
    "INSERT INTO device_links (code_hash, user_key, expires_at) VALUES (?, ?, ?)",
    ...([codeHash, key, expiresAt] as const),
  );
}

export function redeemDeviceLink(transaction: Transaction, { codeHash, at }: { codeHash: string; at: number }): Person {
  const { database } = transaction;
  const user = database.one<PersonRow>(
    `SELECT users.id, users.nickname, users.tone, users.picture FROM device_links JOIN users ON users.key = user_key
     WHERE code_hash = ? AND expires_at >= ?`,
    codeHash,
    at,
  );
  if (!user) throw new ShoalError("device-link-invalid");
  database.run("DELETE FROM device_links WHERE code_hash = ?", codeHash);
  return personOf(user);
}

interface UserRow extends PersonRow {
  readonly key: number;
}

function insertSession({ database }: Transaction, userKey: number, session: Omit<NewSession, "userId">): void {
  const { id, tokenHash, device, at, lastSeenAt = at, isVisit = false } = session;
  database.run(
    "INSERT INTO sessions (id, token_hash, user_key, device, created_at, last_seen_at, is_visit) VALUES (?, ?, ?, ?, ?, ?, ?)",
    ...([id, tokenHash, userKey, device, at, lastSeenAt, Number(isVisit)] as const),
  );
}

function noteVisit({ database }: Transaction, userKey: number, at: number): void {
  database.run("UPDATE users SET last_seen_at = max(last_seen_at, ?) WHERE key = ?", at, userKey);
}

function joinLobby(transaction: Transaction, user: KnownUser, at: number): void {
  const log = transaction.log(LOBBY_ID);
  const lobby = log && openRoom(transaction, log);
  if (!lobby) throw new Error("the first migration makes the lobby");
  addToRoom(transaction, lobby, user, { role: "member", at });
}

/** Direct message conversations stay: they are the other person's too. And so do blocks of the user: what they wrote stays. */
export function retire(transaction: Transaction, user: UserRow, at: number): void {
  const { database } = transaction;
  const rooms = database.all<{ id: string }>(
    `SELECT logs.id FROM memberships JOIN logs ON logs.key = conversation_key WHERE user_key = ? AND logs.kind = 'room'`,
    user.key,
  );
  for (const { id } of rooms) {
    const log = transaction.log(id);
    if (log) removeFromRoom(transaction, log, user, at);
  }
  forgetInvitationsOf(transaction, user);
  database.run("DELETE FROM sessions WHERE user_key = ?", user.key);
  database.run("DELETE FROM device_links WHERE user_key = ?", user.key);
  database.run("DELETE FROM blocks WHERE user_key = ?", user.key);
  database.run("DELETE FROM former_nicknames WHERE user_key = ?", user.key);
  const row = database.one<{ picture: string | null }>("SELECT picture FROM users WHERE key = ?", user.key);
  if (typeof row?.picture === "string") doomPicture(transaction, row.picture);
  database.run(
    "UPDATE users SET status = NULL, picture = NULL, nickname_key = NULL, nickname_skeleton = NULL WHERE key = ?",
    user.key,
  );
}
