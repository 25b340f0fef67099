import { ShoalError } from "../../../../../protocol/errors.ts";
import { LOBBY_ID } from "../../../../../protocol/ids.ts";
import { limits } from "../../../../../protocol/limits.ts";
import { DELETED_NICKNAME } from "../../../../../protocol/people.ts";
import type { AdmittedUser, ImportBatch, ImportedUser, NewImportedUser } from "../../../import-records.ts";
import { makeAccount } from "../account-claims.ts";
import { addToRoom, openRoom } from "../memberships.ts";
import { knownLog, type Transaction } from "../transaction.ts";
import { type ForeignUser, ForeignUsers, freeLogId, ownIdOf, remember, takeFileId } from "./foreign-ids.ts";

export function importUsers(transaction: Transaction, { source, at, items }: ImportBatch<NewImportedUser>): ImportedUser[] {
  return items.map((user) => importUser(transaction, source, user, at));
}

function importUser(transaction: Transaction, source: string, user: NewImportedUser, at: number): ImportedUser {
  const { database } = transaction;
  const { foreignId } = user;
  const known = ownIdOf(database, source, "user", foreignId);
  if (known !== undefined) return personHere(transaction, known);
  const here = userHere(transaction, source, user);
  if (here !== undefined) {
    remember(database, source, { kind: "user", foreignId, ownId: here, wasHere: true });
    return personHere(transaction, here);
  }
  const { text, key: nicknameKey, skeleton } = nicknameFor(transaction, user, at);
  const { key, id } = transaction.createLog(freeLogId(database, foreignId, "u"), "user");
  remember(database, source, { kind: "user", foreignId, ownId: id, wasDeleted: user.state === "deleted" });
  const isActive = user.state === "active";
  const picture = isActive && user.picture !== undefined ? takeFileId(database, source, user.picture) : null;
  database.run(
    `INSERT INTO users (key, id, nickname, nickname_key, nickname_skeleton, last_seen_at, created_at, tone, status, picture, is_read_shared)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...([key, id, text, isActive ? nicknameKey : null, isActive ? skeleton : null] as const),
    // A guest is kept as if they had been here now: they have the usual time to come back.
    ...([at, Math.min(user.createdAt, at), user.tone ?? null, user.status ?? null, picture] as const),
    user.isReadShared === false ? 0 : 1,
  );
  return { id, nickname: text };
}

/** Who is here already: by an identity, or because the archive is of this very database. */
function userHere(
  { database }: Transaction,
  source: string,
  { foreignId, state, identities = [] }: NewImportedUser,
): string | undefined {
  if (database.one("SELECT 1 FROM meta WHERE name = 'epoch' AND value = ?", source) !== undefined) {
    const same = database.one<{ id: string }>("SELECT users.id FROM logs JOIN users USING (key) WHERE logs.id = ?", foreignId);
    if (same) return same.id;
  }
  if (state !== "active") return undefined;
  for (const { issuer, subject } of identities) {
    const user = database.one<{ id: string }>(
      "SELECT users.id FROM identities JOIN users ON users.key = user_key WHERE issuer = ? AND subject = ?",
      ...([issuer, subject] as const),
    );
    if (user) return user.id;
  }
  return undefined;
}

function nicknameFor(
  { database }: Transaction,
  { state, nicknames }: NewImportedUser,
  at: number,
): NewImportedUser["nicknames"][number] {
  const [first] = nicknames;
  if (first === undefined) throw new Error("an imported user has a nickname");
  if (state === "deleted") return { ...first, text: DELETED_NICKNAME };
  if (state === "retired") return first;
  const free = nicknames.find(
    ({ key, skeleton }) =>
      database.one("SELECT 1 FROM users WHERE nickname_key = ? OR nickname_skeleton = ?", key, skeleton) === undefined &&
      database.one(
        "SELECT 1 FROM former_nicknames WHERE (nickname_key = ? OR nickname_skeleton = ?) AND at > ?",
        ...([key, skeleton, at - limits.nicknameRestMs] as const),
      ) === undefined,
  );
  if (free === undefined) throw new ShoalError("nickname-taken");
  return free;
}

function personHere({ database }: Transaction, id: string): ImportedUser {
  const user = database.one<ImportedUser>("SELECT id, nickname FROM users WHERE key = (SELECT key FROM logs WHERE id = ?)", id);
  if (!user) throw new Error("an imported user is here");
  return user;
}

export function admitUsers(transaction: Transaction, { source, at, items }: ImportBatch<AdmittedUser>): void {
  const users = new ForeignUsers(transaction.database, source);
  for (const admitted of items) {
    const user = users.find(admitted.foreignId);
    if (user === undefined || wasHere(transaction, source, admitted.foreignId)) continue;
    if (user.nicknameKey !== null) admit(transaction, { ...user, nicknameKey: user.nicknameKey }, admitted, at);
  }
}

function wasHere({ database }: Transaction, source: string, foreignId: string): boolean {
  const sql = "SELECT 1 FROM imports WHERE source = ? AND kind = 'user' AND foreign_id = ? AND was_here = 1";
  return database.one(sql, source, foreignId) !== undefined;
}

function admit(transaction: Transaction, user: ForeignUser & { nicknameKey: string }, admitted: AdmittedUser, at: number): void {
  const { database } = transaction;
  const lobby = openRoom(transaction, knownLog(transaction, LOBBY_ID));
  if (!lobby) throw new Error("there is a lobby");
  const isMember = database.one("SELECT 1 FROM memberships WHERE user_key = ? AND conversation_key = ?", user.key, lobby.log.key);
  if (isMember === undefined) addToRoom(transaction, lobby, user, { role: "member", at });
  if (!admitted.isAccount || user.isAccount !== 0) return;
  const { lastSeenAt = at, passwordHash, serverRole, identities = [] } = admitted;
  makeAccount(transaction, user.key, at);
  database.run("UPDATE users SET last_seen_at = ? WHERE key = ?", Math.min(lastSeenAt, at), user.key);
  if (passwordHash !== undefined) {
    database.run("UPDATE accounts SET password_hash = ? WHERE user_key = ?", passwordHash, user.key);
  }
  if (serverRole !== undefined) database.run("UPDATE accounts SET server_role = ? WHERE user_key = ?", serverRole, user.key);
  for (const { issuer, subject } of identities) {
    database.run(
      "INSERT INTO identities (issuer, subject, user_key) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
      ...([issuer, subject, user.key] as const),
    );
  }
}
