import { ShoalError } from "../../../../protocol/errors.ts";
import type { CommonRoom } from "../../../../protocol/frames/profiles.ts";
import { LOBBY_ID } from "../../../../protocol/ids.ts";
import { limits } from "../../../../protocol/limits.ts";
import type { PersonRecord } from "../../storage.ts";
import type { Database } from "../database.ts";
import { type PersonRow, personOf } from "../person-rows.ts";

interface UserRow extends PersonRow {
  readonly key: number;
  readonly status: string | null;
  readonly createdAt: number;
}

/** By the primary key on both sides, so at most as many steps as the asker's list is long. */
export const sharedConversationSql = `
  SELECT 1 FROM memberships AS own INDEXED BY listed_memberships
  WHERE own.user_key = ?1 AND own.is_listed = 1
    AND EXISTS (SELECT 1 FROM memberships WHERE user_key = ?2 AND conversation_key = own.conversation_key)
  LIMIT 1`;

export const commonRoomsSql = `
  SELECT logs.id, rooms.name FROM memberships AS own INDEXED BY listed_memberships
  JOIN rooms ON rooms.key = own.conversation_key
  JOIN logs ON logs.key = own.conversation_key
  WHERE own.user_key = ?1 AND own.is_listed = 1 AND logs.id <> ?3
    AND EXISTS (SELECT 1 FROM memberships WHERE user_key = ?2 AND conversation_key = own.conversation_key)
  ORDER BY rooms.name_key, logs.id LIMIT ?4`;

export function findPerson(database: Database, { userId, askerId }: { userId: string; askerId: string }): PersonRecord {
  const asker = userRow(database, askerId);
  const user = userRow(database, userId);
  if (!asker || !user) throw new ShoalError("not-found");
  const isBlocked = blockedIds(database, asker.key).includes(userId);
  const isVisible = isBlocked || database.one(sharedConversationSql, asker.key, user.key) !== undefined;
  if (!isVisible) throw new ShoalError("not-found");
  const rooms = database.all<CommonRoom>(commonRoomsSql, ...([asker.key, user.key, LOBBY_ID, limits.commonRoomsMax] as const));
  return {
    person: personOf(user),
    ...(user.status !== null && { status: user.status }),
    since: user.createdAt,
    rooms,
    isBlocked,
  };
}

/** In the order in which they were blocked. */
export function blockedIds(database: Database, userKey: number): string[] {
  const rows = database.all<{ id: string }>(
    "SELECT users.id FROM blocks JOIN users ON users.key = blocked_key WHERE user_key = ? ORDER BY at, blocked_key",
    userKey,
  );
  return rows.map(({ id }) => id);
}

function userRow(database: Database, id: string): UserRow | undefined {
  return database.one<UserRow>(
    `SELECT key, id, nickname, tone, picture, status, created_at AS createdAt FROM users
     WHERE key = (SELECT key FROM logs WHERE id = ? AND kind = 'user')`,
    id,
  );
}
