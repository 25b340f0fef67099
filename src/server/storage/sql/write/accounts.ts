import { ShoalError } from "../../../../protocol/errors.ts";
import { LOBBY_ID } from "../../../../protocol/ids.ts";
import { limits } from "../../../../protocol/limits.ts";
import type { Person } from "../../../../protocol/people.ts";
import type { NewGuest } from "../../account-records.ts";
import type { NewSession } from "../../new-session.ts";
import type { DeviceLinkRecord } from "../../storage.ts";
import { type PersonRow, personOf } from "../person-rows.ts";
import { insertAccount, removeExpiredAccountLinks, requireLinkOf } from "./account-claims.ts";
import { endBot } from "./bot-ends.ts";
import { doomPicture } from "./files.ts";
import { forgetInvitationsOf, lapseInvitations } from "./invitations.ts";
import { redeemInviteLink, removeExpiredInviteLinks, requireInviteLink } from "./invite-links.ts";
import { addToRoom, openRoom, removeFromRoom } from "./memberships.ts";
import { expiredHolders, forgetFormerNicknames, type NicknameHolder } from "./nicknames.ts";
import { activeUser, type KnownUser, noteVisit } from "./people.ts";
import { forgetExpiredProofs } from "./proofs.ts";
import { endSessionsBut, insertSession } from "./sessions.ts";
import type { Transaction } from "./transaction.ts";

export function createGuest(transaction: Transaction, guest: NewGuest): void {
  const { user, session, expiredBefore, account, inviteLink } = guest;
  if (inviteLink !== undefined) requireInviteLink(transaction, inviteLink, session.at);
  requireLinkOf(transaction, account, session.at);
  const nickname = { key: guest.nicknameKey, skeleton: guest.nicknameSkeleton };
  const holders = expiredHolders(transaction, nickname, { expiredBefore, at: session.at });

  // Who brings a password is no newcomer.
  const { key } = insertUser(transaction, account === undefined ? guest : { ...guest, writesFrom: 0 }, holders);
  insertSession(transaction, key, session);
  if (account !== undefined) insertAccount(transaction, key, account, session.at);
  if (inviteLink !== undefined) redeemInviteLink(transaction, { code: inviteLink, userId: user.id, at: session.at });
}

type NewUser = Pick<NewGuest, "user" | "nicknameKey" | "nicknameSkeleton" | "session" | "writesFrom">;

/** In the lobby; the holders of the nickname retire first. A session comes next. */
export function insertUser(
  transaction: Transaction,
  { user, nicknameKey, nicknameSkeleton, session, writesFrom = 0 }: NewUser,
  holders: readonly NicknameHolder[],
): KnownUser {
  const { at, lastSeenAt = at } = session;
  for (const holder of holders) retire(transaction, holder, at);
  const { key } = transaction.createLog(user.id, "user");
  transaction.database.run(
    `INSERT INTO users (key, id, nickname, nickname_key, nickname_skeleton, last_seen_at, created_at, writes_from)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ...([key, user.id, user.nickname, nicknameKey, nicknameSkeleton, lastSeenAt, at, writesFrom] as const),
  );
  const known = { ...user, key, nicknameKey };
  joinLobby(transaction, known, at);
  return known;
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
  const user = database.one<UserRow & { isAccount: number }>(
    `SELECT users.key, users.id, users.nickname, users.tone, users.picture, users.is_account AS isAccount
     FROM sessions JOIN users ON users.key = user_key WHERE sessions.id = ?`,
    sessionId,
  );
  if (!user) return;
  database.run("DELETE FROM sessions WHERE id = ?", sessionId);
  if (user.isAccount !== 0) return;
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
  // One that the other device has made would bring it back.
  transaction.database.run("DELETE FROM device_links WHERE user_key = ?", key);
  endSession(transaction, { sessionId, at });
}

export function endOtherSessions(
  transaction: Transaction,
  { userId, sessionId }: { userId: string; sessionId: string },
): string[] {
  const user = transaction.database.one<{ key: number }>(
    "SELECT user_key AS key FROM sessions WHERE id = ? AND user_key = (SELECT key FROM logs WHERE id = ?)",
    ...([sessionId, userId] as const),
  );
  if (!user) throw new ShoalError("unauthenticated");
  return endSessionsBut(transaction, user.key, sessionId);
}

export const expiredGuestsSql = `
  SELECT key, id, nickname, tone, picture FROM users
  WHERE nickname_key IS NOT NULL AND is_account = 0 AND is_banned = 0 AND last_seen_at < ? ORDER BY last_seen_at LIMIT ?`;

/** Guests who never came back. A visit [P28g] has a life of its own. */
export const briefGuestsSql = `
  SELECT key, id, nickname, tone, picture FROM users
  WHERE nickname_key IS NOT NULL AND is_account = 0 AND is_banned = 0
    AND last_seen_at >= created_at AND last_seen_at <= created_at + ${limits.briefGuestVisitMs} AND last_seen_at < ?
    AND NOT EXISTS (SELECT 1 FROM sessions WHERE user_key = users.key AND is_visit = 1)
  ORDER BY last_seen_at LIMIT ?`;

/** Sweeps up as well: sessions and links that expired can never be used again, and invitations lapse. */
export function retireGuests(
  transaction: Transaction,
  { expiredBefore, at, limit }: { expiredBefore: number; at: number; limit: number },
): number {
  const { database } = transaction;
  const expired = database.all<UserRow>(expiredGuestsSql, expiredBefore, limit);
  for (const user of expired) retire(transaction, user, at);
  const brief = database.all<UserRow>(briefGuestsSql, at - limits.briefGuestLifetimeMs, limit - expired.length);
  for (const user of brief) retire(transaction, user, at);
  // That of a bot ends when others end it.
  database.run("DELETE FROM sessions WHERE last_seen_at < ? AND user_key NOT IN (SELECT user_key FROM bots)", expiredBefore);
  database.run("DELETE FROM device_links WHERE expires_at < ?", at);
  removeExpiredAccountLinks(transaction, at);
  forgetExpiredProofs(transaction, at);
  removeExpiredInviteLinks(transaction, at, limit);
  lapseInvitations(transaction, at, limit);
  forgetFormerNicknames(transaction, at);
  return expired.length + brief.length;
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
  endBot(transaction, user);
  forgetInvitationsOf(transaction, user);
  database.run("DELETE FROM sessions WHERE user_key = ?", user.key);
  database.run("DELETE FROM device_links WHERE user_key = ?", user.key);
  database.run("DELETE FROM account_links WHERE kind = 'reset' AND user_key = ?", user.key);
  database.run("DELETE FROM identities WHERE user_key = ?", user.key);
  database.run("DELETE FROM blocks WHERE user_key = ?", user.key);
  database.run("DELETE FROM former_nicknames WHERE user_key = ?", user.key);
  const row = database.one<{ picture: string | null }>("SELECT picture FROM users WHERE key = ?", user.key);
  if (typeof row?.picture === "string") doomPicture(transaction, row.picture);
  database.run(
    "UPDATE users SET status = NULL, picture = NULL, nickname_key = NULL, nickname_skeleton = NULL WHERE key = ?",
    user.key,
  );
}
