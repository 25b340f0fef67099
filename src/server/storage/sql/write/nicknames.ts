import { ShoalError } from "../../../../protocol/errors.ts";
import { limits } from "../../../../protocol/limits.ts";
import type { PersonRow } from "../person-rows.ts";
import type { Transaction } from "./transaction.ts";

interface WantedNickname {
  readonly key: string;
  readonly skeleton: string;
}

export interface NicknameHolder extends PersonRow {
  readonly key: number;
}

/**
 * The users who have to retire before the nickname can be given: they held it, or one that looks like it, are guests who are not banned, and were not here since
 * `expiredBefore`. Throws `nickname-taken` for one that is held by another user than `userKey`, or was a moment ago.
 */
export function expiredHolders(
  { database }: Transaction,
  { key, skeleton }: WantedNickname,
  { userKey, expiredBefore, at }: { userKey?: number; expiredBefore: number; at: number },
): NicknameHolder[] {
  const holders = database
    .all<NicknameHolder & { last_seen_at: number; isKept: number }>(
      `SELECT key, id, nickname, tone, picture, last_seen_at, (is_account = 1 OR is_banned = 1) AS isKept FROM users
       WHERE nickname_key = ? OR nickname_skeleton = ?`,
      ...([key, skeleton] as const),
    )
    .filter((holder) => holder.key !== userKey);
  const isReserved = database
    .all<{ userKey: number }>(
      "SELECT user_key AS userKey FROM former_nicknames WHERE (nickname_key = ? OR nickname_skeleton = ?) AND at > ?",
      ...([key, skeleton, at - limits.nicknameRestMs] as const),
    )
    .some((former) => former.userKey !== userKey);
  const isHeld = holders.some((holder) => holder.isKept !== 0 || holder.last_seen_at >= expiredBefore);
  if (isReserved || isHeld) throw new ShoalError("nickname-taken");
  return holders;
}

/** Throws `rate-limited` after `nicknameChangesMax` changes within `nicknameRestMs`. */
export function requireChangeAllowed({ database }: Transaction, user: { key: number }, at: number): void {
  const changes = database.all<{ at: number }>(
    "SELECT at FROM former_nicknames WHERE user_key = ? AND at > ? ORDER BY at DESC LIMIT ?",
    ...([user.key, at - limits.nicknameRestMs, limits.nicknameChangesMax] as const),
  );
  const first = changes[limits.nicknameChangesMax - 1];
  if (first === undefined) return;
  // A clock that was set back makes no one wait longer.
  const retryAfterMs = Math.min(first.at + limits.nicknameRestMs - at, limits.nicknameRestMs);
  throw new ShoalError("rate-limited", { message: "The nickname was changed too often; try again later.", retryAfterMs });
}

/** Keeps the user's nickname of now from others for a while. */
export function reserveNickname({ database }: Transaction, user: { key: number }, at: number): void {
  database.run(
    `INSERT INTO former_nicknames (user_key, nickname_key, nickname_skeleton, at)
     SELECT key, nickname_key, nickname_skeleton, ? FROM users WHERE key = ?`,
    ...([at, user.key] as const),
  );
}

export function forgetFormerNicknames({ database }: Transaction, at: number): void {
  database.run("DELETE FROM former_nicknames WHERE at <= ?", at - limits.nicknameRestMs);
}
