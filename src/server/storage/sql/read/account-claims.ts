import type { ServerRole } from "../../../../protocol/accounts.ts";
import { ShoalError } from "../../../../protocol/errors.ts";
import type { AccountLinkKind, AccountRecord, Credentials } from "../../account-records.ts";
import type { Database } from "../database.ts";

export function isUnused(database: Database): boolean {
  return database.one("SELECT 1 FROM users LIMIT 1") === undefined;
}

export function findAccount(database: Database, { userId }: { userId: string }): AccountRecord {
  const { isAccount, passwordHash, hasIdentity, serverRole } = accountRow(database, userId);
  return {
    ...{ isAccount: isAccount !== 0, hasPassword: passwordHash !== null, serverRole: serverRole ?? "member" },
    ...(hasIdentity !== 0 && { hasIdentity: true }),
  };
}

export function findPasswordHash(database: Database, { userId }: { userId: string }): string | undefined {
  return accountRow(database, userId).passwordHash ?? undefined;
}

export function findCredentials(database: Database, { nicknameKey }: { nicknameKey: string }): Credentials | undefined {
  return database.one<Credentials>(
    `SELECT users.id AS userId, password_hash AS passwordHash FROM users JOIN accounts ON accounts.user_key = users.key
     WHERE nickname_key = ? AND password_hash IS NOT NULL`,
    nicknameKey,
  );
}

export function findAccountLink(
  database: Database,
  { codeHash, at }: { codeHash: string; at: number },
): AccountLinkKind | undefined {
  return database.one<{ kind: AccountLinkKind }>(
    "SELECT kind FROM account_links WHERE code_hash = ? AND expires_at >= ?",
    codeHash,
    at,
  )?.kind;
}

interface AccountRow {
  readonly isAccount: number;
  readonly passwordHash: string | null;
  readonly hasIdentity: number;
  readonly serverRole: ServerRole | null;
}

function accountRow(database: Database, userId: string): AccountRow {
  const row = database.one<AccountRow>(
    `SELECT users.is_account AS isAccount, password_hash AS passwordHash, server_role AS serverRole,
       EXISTS (SELECT 1 FROM identities WHERE identities.user_key = users.key) AS hasIdentity
     FROM logs JOIN users ON users.key = logs.key LEFT JOIN accounts ON accounts.user_key = users.key
     WHERE logs.id = ? AND users.nickname_key IS NOT NULL`,
    userId,
  );
  if (row === undefined) throw new ShoalError("not-found");
  return row;
}
