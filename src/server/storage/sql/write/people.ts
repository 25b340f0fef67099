import { ShoalError } from "../../../../protocol/errors.ts";
import { isBotId } from "../../../../protocol/ids.ts";
import type { PersonRow } from "../person-rows.ts";
import type { Transaction } from "./transaction.ts";

export interface KnownUser extends PersonRow {
  readonly key: number;
  readonly nicknameKey: string;
}

/** A user who has not retired. Throws `not-found`. */
export function activeUser({ database }: Transaction, id: string): KnownUser {
  const user = database.one<KnownUser>(
    `SELECT users.key, users.id, users.nickname, users.tone, users.picture, users.nickname_key AS nicknameKey
     FROM logs JOIN users ON users.key = logs.key
     WHERE logs.id = ? AND users.nickname_key IS NOT NULL`,
    id,
  );
  if (!user) throw new ShoalError("not-found");
  return user;
}

/** The same, also when the user has retired. */
export function anyUser({ database }: Transaction, id: string): PersonRow & { readonly key: number } {
  const user = database.one<PersonRow & { key: number }>(
    "SELECT key, id, nickname, tone, picture FROM users WHERE key = (SELECT key FROM logs WHERE id = ? AND kind = 'user')",
    id,
  );
  if (!user) throw new ShoalError("not-found");
  return user;
}

/** Throws `not-allowed` for a bot, which has neither a role nor a password [P217]. */
export function requirePerson({ id }: { readonly id: string }): void {
  if (isBotId(id)) throw new ShoalError("not-allowed", { message: "That user is a bot: it has no role and no password." });
}

export function noteVisit({ database }: Transaction, userKey: number, at: number): void {
  database.run("UPDATE users SET last_seen_at = max(last_seen_at, ?) WHERE key = ?", at, userKey);
}
