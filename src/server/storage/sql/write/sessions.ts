import { ShoalError } from "../../../../protocol/errors.ts";
import type { NewSession } from "../../new-session.ts";
import type { Database } from "../database.ts";
import { serverRoleOf } from "../standings.ts";
import type { Transaction } from "./transaction.ts";

/** In place of a conversation's key, in `restrictions`: the whole server. */
export const SERVER = 0;

/** The one way to open a session. Throws `banned`, so it comes before whatever else is written with it. */
export function insertSession(transaction: Transaction, userKey: number, session: Omit<NewSession, "userId">): void {
  const { database } = transaction;
  requireNotBannedUser(transaction, userKey, session.at);
  const { id, tokenHash, device, at, lastSeenAt = at, isVisit = false } = session;
  database.run(
    "INSERT INTO sessions (id, token_hash, user_key, device, created_at, last_seen_at, is_visit) VALUES (?, ?, ?, ?, ?, ?, ?)",
    ...([id, tokenHash, userKey, device, at, lastSeenAt, Number(isVisit)] as const),
  );
}

/** Throws `banned`. */
export function requireNotBannedUser({ database }: Transaction, userKey: number, at: number): void {
  const ban = database.one<{ until: number | null }>(
    "SELECT until FROM restrictions WHERE conversation_key = ? AND kind = 'ban' AND user_key = ? AND (until IS NULL OR until > ?)",
    ...([SERVER, userKey, at] as const),
  );
  if (ban === undefined) return;
  const { until } = ban;
  throw new ShoalError("banned", {
    message: "You are banned from this server.",
    ...(until !== null && { retryAfterMs: until - at }),
  });
}

/** Those that a thief of an administrator's session has made sign in as others. Who made one is not stored: those of other administrators go as well. */
export function endResetLinksMadeBy(database: Database, userKey: number): void {
  if (serverRoleOf(database, userKey) === "administrator") database.run("DELETE FROM account_links WHERE kind = 'reset'");
}

/** Links go with them: a code that another device has made would bring it back. */
export function endSessionsBut({ database }: Transaction, userKey: number, sessionId: string): string[] {
  const others = database.all<{ id: string }>("SELECT id FROM sessions WHERE user_key = ? AND id <> ?", userKey, sessionId);
  database.run("DELETE FROM sessions WHERE user_key = ? AND id <> ?", userKey, sessionId);
  database.run("DELETE FROM device_links WHERE user_key = ?", userKey);
  database.run("DELETE FROM account_links WHERE kind = 'reset' AND user_key = ?", userKey);
  endResetLinksMadeBy(database, userKey);
  return others.map(({ id }) => id);
}
