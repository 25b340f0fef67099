import { ShoalError } from "../../../../protocol/errors.ts";
import type { Person } from "../../../../protocol/people.ts";
import { IDENTITIES_PER_USER_MAX, type Identity, type IdentityLink, type IdentitySignIn } from "../../identity-records.ts";
import { personOf } from "../person-rows.ts";
import { makeAccount } from "./account-claims.ts";
import { insertUser } from "./accounts.ts";
import { addToRoom, conversationOfMember, makePlaceForRoom, openRoom } from "./memberships.ts";
import { expiredHolders, type NicknameHolder } from "./nicknames.ts";
import { activeUser, type KnownUser, noteVisit } from "./people.ts";
import { noteUsed, requireUnused } from "./proofs.ts";
import { requireNotBanned } from "./restrictions.ts";
import { changeServerRole } from "./server-roles.ts";
import { insertSession } from "./sessions.ts";
import type { OpenLog, Transaction } from "./transaction.ts";

export function signInByIdentity(transaction: Transaction, signIn: IdentitySignIn): Person {
  const { identity, proof, session, rooms = [], serverRole } = signIn;
  const { at, lastSeenAt = at } = session;
  requireUnused(transaction, proof, at);
  const userId = userIdOf(transaction, identity);
  const user = userId === undefined ? createUser(transaction, signIn) : activeUser(transaction, userId);

  noteUsed(transaction, proof);
  insertSession(transaction, user.key, session);
  noteVisit(transaction, user.key, lastSeenAt);
  if (serverRole !== undefined) changeServerRole(transaction, user.key, { serverRole, at, details: { issuer: identity.issuer } });
  for (const room of rooms) joinNamedRoom(transaction, user, room, at);
  return personOf(user);
}

export function linkIdentity(transaction: Transaction, { identity, proof, userId, sessionId, at }: IdentityLink): void {
  const { database } = transaction;
  requireUnused(transaction, proof, at);
  const user = activeUser(transaction, userId);
  const isSignedIn = database.one("SELECT 1 FROM sessions WHERE id = ? AND user_key = ?", sessionId, user.key) !== undefined;
  if (!isSignedIn) throw new ShoalError("unauthenticated");
  const holderId = userIdOf(transaction, identity);
  if (holderId !== undefined && holderId !== userId) throw new ShoalError("identity-taken");
  if (holderId === undefined) requirePlace(transaction, user);

  noteUsed(transaction, proof);
  if (holderId === undefined) insertIdentity(transaction, user, identity, at);
}

function userIdOf({ database }: Transaction, { issuer, subject }: Identity): string | undefined {
  return database.one<{ id: string }>(
    "SELECT logs.id FROM identities JOIN logs ON logs.key = user_key WHERE issuer = ? AND subject = ?",
    ...([issuer, subject] as const),
  )?.id;
}

function createUser(transaction: Transaction, signIn: IdentitySignIn): KnownUser {
  const { identity, newUserId, nicknames, session, expiredBefore } = signIn;
  for (const { text, key, skeleton } of nicknames) {
    const holders = holdersOf(transaction, { key, skeleton }, { expiredBefore, at: session.at });
    if (holders === undefined) continue;
    const names = { user: { id: newUserId, nickname: text }, nicknameKey: key, nicknameSkeleton: skeleton };
    const user = insertUser(transaction, { ...names, session }, holders);
    insertIdentity(transaction, user, identity, session.at);
    return user;
  }
  throw new ShoalError("nickname-taken");
}

/** The users who retire for the nickname; undefined when it is taken. */
function holdersOf(...wish: Parameters<typeof expiredHolders>): NicknameHolder[] | undefined {
  try {
    return expiredHolders(...wish);
  } catch (error) {
    if (error instanceof ShoalError && error.code === "nickname-taken") return undefined;
    throw error;
  }
}

function insertIdentity(transaction: Transaction, user: { key: number }, { issuer, subject }: Identity, at: number): void {
  transaction.database.run(
    "INSERT INTO identities (issuer, subject, user_key) VALUES (?, ?, ?)",
    ...([issuer, subject, user.key] as const),
  );
  makeAccount(transaction, user.key, at);
}

function requirePlace({ database }: Transaction, user: { key: number }): void {
  const row = database.one<{ count: number }>("SELECT count(*) AS count FROM identities WHERE user_key = ?", user.key);
  if (row === undefined || row.count < IDENTITIES_PER_USER_MAX) return;
  throw new ShoalError("not-allowed", { message: `One user can have at most ${IDENTITIES_PER_USER_MAX} identities.` });
}

/** The operator's other system says who is in a room; a room that is not there, has banned the user or finds no place keeps no one out. */
function joinNamedRoom(
  transaction: Transaction,
  user: KnownUser,
  named: { readonly id: string; readonly nameKey: string },
  at: number,
): void {
  const log = roomNamed(transaction, named);
  const room = log && openRoom(transaction, log);
  if (log === undefined || room === undefined || conversationOfMember(transaction, user, log)) return;
  try {
    requireNotBanned(transaction, log, user, at);
    makePlaceForRoom(transaction, user, at);
  } catch (error) {
    if (error instanceof ShoalError && (error.code === "banned" || error.code === "too-many-conversations")) return;
    throw error;
  }
  addToRoom(transaction, room, user, { role: "member", at });
}

/** A room without members never comes back. */
function roomNamed(
  transaction: Transaction,
  { id, nameKey }: { readonly id: string; readonly nameKey: string },
): OpenLog | undefined {
  const { database } = transaction;
  const room =
    database.one<{ id: string }>(
      "SELECT logs.id FROM logs JOIN rooms ON rooms.key = logs.key WHERE logs.id = ? AND member_count > 0",
      id,
    ) ??
    database.one<{ id: string }>(
      "SELECT logs.id FROM rooms JOIN logs ON logs.key = rooms.key WHERE name_key = ? AND is_private = 0 AND member_count > 0",
      nameKey,
    );
  return room && transaction.log(room.id);
}
