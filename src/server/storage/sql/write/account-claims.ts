import { ShoalError } from "../../../../protocol/errors.ts";
import type { Person } from "../../../../protocol/people.ts";
import type {
  AccountClaim,
  AccountLinkKind,
  NewAccount,
  NewAccountLink,
  PasswordChange,
  PasswordReset,
  ResetAccount,
} from "../../account-records.ts";
import type { NewSession } from "../../new-session.ts";
import { type PersonRow, personOf } from "../person-rows.ts";
import { requireServerActor } from "../server-actors.ts";
import { audit } from "./audit.ts";
import { activeUser, noteVisit, requirePerson } from "./people.ts";
import { changeServerRole } from "./server-roles.ts";
import { requireMayActOnUser } from "./server-standing.ts";
import { endSessionsBut, insertSession, requireNotBannedUser } from "./sessions.ts";
import type { Transaction } from "./transaction.ts";

export function claimAccount(transaction: Transaction, { userId, passwordHash, at }: AccountClaim): void {
  const { key } = activeUser(transaction, userId);
  if (passwordHashOf(transaction, key) !== undefined) throw new ShoalError("password-needed");
  setPassword(transaction, key, { passwordHash, at });
}

export function changePassword(transaction: Transaction, change: PasswordChange): string[] {
  const { userId, sessionId, formerHash, passwordHash } = change;
  const { database } = transaction;
  const user = database.one<{ key: number }>(
    "SELECT user_key AS key FROM sessions WHERE id = ? AND user_key = (SELECT key FROM logs WHERE id = ?)",
    ...([sessionId, userId] as const),
  );
  if (!user) throw new ShoalError("unauthenticated");
  requirePassword(transaction, user.key, formerHash);
  database.run("UPDATE accounts SET password_hash = ? WHERE user_key = ?", passwordHash, user.key);
  return endSessionsBut(transaction, user.key, sessionId);
}

export function createSessionByPassword(
  transaction: Transaction,
  { session, passwordHash }: { session: NewSession; passwordHash: string },
): Person {
  const user = activeUser(transaction, session.userId);
  requirePassword(transaction, user.key, passwordHash);
  insertSession(transaction, user.key, session);
  noteVisit(transaction, user.key, session.lastSeenAt ?? session.at);
  return personOf(user);
}

export function createAccountLink(transaction: Transaction, link: NewAccountLink & { openMax: number }): void {
  const { codeHash, kind, expiresAt, openMax } = link;
  const { database } = transaction;
  const userKey = kind === "reset" ? requireMayReset(transaction, link) : null;
  database.run(
    `DELETE FROM account_links WHERE kind = ?1 AND user_key IS NOT DISTINCT FROM ?2 AND code_hash NOT IN
       (SELECT code_hash FROM account_links WHERE kind = ?1 AND user_key IS NOT DISTINCT FROM ?2 ORDER BY expires_at DESC LIMIT ?3)`,
    ...([kind, userKey, openMax - 1] as const),
  );
  database.run(
    "INSERT INTO account_links (code_hash, kind, user_key, expires_at) VALUES (?, ?, ?, ?)",
    ...([codeHash, kind, userKey, expiresAt] as const),
  );
}

export function redeemAdministratorLink(
  transaction: Transaction,
  { codeHash, userId, at }: { codeHash: string; userId: string; at: number },
): void {
  const { key } = activeUser(transaction, userId);
  requireAdministratorLink(transaction, codeHash, at);
  if (passwordHashOf(transaction, key) === undefined) throw new ShoalError("password-needed");
  requireNotBannedUser(transaction, key, at);
  makeAdministrator(transaction, key, { codeHash, at });
}

export function redeemResetLink(transaction: Transaction, { codeHash, passwordHash, session, at }: PasswordReset): ResetAccount {
  const user = transaction.database.one<PersonRow & { key: number }>(
    `SELECT users.key, users.id, users.nickname, users.tone, users.picture FROM account_links JOIN users ON users.key = user_key
     WHERE code_hash = ? AND kind = 'reset' AND expires_at >= ?`,
    ...([codeHash, at] as const),
  );
  if (!user) throw new ShoalError("account-link-invalid");
  insertSession(transaction, user.key, session);
  setPassword(transaction, user.key, { passwordHash, at });
  const endedSessionIds = endSessionsBut(transaction, user.key, session.id);
  noteVisit(transaction, user.key, session.lastSeenAt ?? session.at);
  return { user: personOf(user), endedSessionIds };
}

/** Checks what a new account needs, before anything is written. Throws `account-link-invalid`. */
export function requireLinkOf(transaction: Transaction, account: NewAccount | undefined, at: number): void {
  if (account?.administratorLinkHash !== undefined) requireAdministratorLink(transaction, account.administratorLinkHash, at);
}

export function insertAccount(transaction: Transaction, userKey: number, account: NewAccount, at: number): void {
  setPassword(transaction, userKey, { passwordHash: account.passwordHash, at });
  const { administratorLinkHash: codeHash } = account;
  if (codeHash !== undefined) makeAdministrator(transaction, userKey, { codeHash, at });
}

export function removeExpiredAccountLinks({ database }: Transaction, at: number): void {
  for (const kind of ["administrator", "reset"] satisfies AccountLinkKind[])
    database.run("DELETE FROM account_links WHERE kind = ? AND expires_at < ?", kind, at);
}

/** The key of the user whose password is set; the link is in the audit log. */
function requireMayReset(transaction: Transaction, { userId = "", makerId, at }: NewAccountLink): number {
  const act = "make-reset-link";
  const actor = requireServerActor(transaction.database, makerId, act);
  const user = activeUser(transaction, userId);
  const { key } = user;
  requirePerson(user);
  if (makerId !== userId) requireMayActOnUser(transaction, actor, { key });
  audit(transaction, { at, act, actorKey: actor.key, userKey: key });
  return key;
}

/** From now on the user has a way to come back, and is never retired. */
export function makeAccount({ database }: Transaction, userKey: number, at: number): void {
  database.run("UPDATE users SET is_account = 1 WHERE key = ?", userKey);
  database.run("INSERT INTO accounts (user_key, claimed_at) VALUES (?, ?) ON CONFLICT (user_key) DO NOTHING", userKey, at);
}

function setPassword(
  transaction: Transaction,
  userKey: number,
  { passwordHash, at }: { passwordHash: string; at: number },
): void {
  makeAccount(transaction, userKey, at);
  transaction.database.run("UPDATE accounts SET password_hash = ? WHERE user_key = ?", passwordHash, userKey);
}

function passwordHashOf({ database }: Transaction, userKey: number): string | undefined {
  const row = database.one<{ passwordHash: string | null }>(
    "SELECT password_hash AS passwordHash FROM accounts WHERE user_key = ?",
    userKey,
  );
  return row?.passwordHash ?? undefined;
}

/** What was verified a moment ago must still be the password: it may have been changed meanwhile. */
export function requirePassword(transaction: Transaction, userKey: number, passwordHash: string | undefined): void {
  if (passwordHashOf(transaction, userKey) !== passwordHash) throw new ShoalError("credentials-invalid");
}

function requireAdministratorLink({ database }: Transaction, codeHash: string, at: number): void {
  const isThere = database.one(
    "SELECT 1 FROM account_links WHERE code_hash = ? AND kind = 'administrator' AND expires_at >= ?",
    ...([codeHash, at] as const),
  );
  if (isThere === undefined) throw new ShoalError("account-link-invalid");
}

function makeAdministrator(transaction: Transaction, userKey: number, { codeHash, at }: { codeHash: string; at: number }): void {
  transaction.database.run("DELETE FROM account_links WHERE code_hash = ?", codeHash);
  changeServerRole(transaction, userKey, { serverRole: "administrator", at, details: { by: "link" } });
}
