import { LOBBY_ID } from "../../../../protocol/ids.ts";
import { limits } from "../../../../protocol/limits.ts";
import type { SessionEntry, SessionRecord } from "../../storage.ts";
import { scopesOf } from "../bot-rows.ts";
import type { Database } from "../database.ts";
import { personOf } from "../person-rows.ts";

export function findSession(
  database: Database,
  { tokenHash, expiredBefore }: { tokenHash: string; expiredBefore: number },
): SessionRecord | undefined {
  const row = database.one<{
    id: string;
    lastSeenAt: number;
    userId: string;
    nickname: string;
    tone: number | null;
    picture: string | null;
    isVisit: number;
    scopes: string | null;
    roomId: string | null;
  }>(
    `SELECT sessions.id, sessions.last_seen_at AS lastSeenAt, sessions.is_visit AS isVisit, users.id AS userId, users.nickname, users.tone,
       users.picture, bots.scopes, rooms.id AS roomId
     FROM sessions JOIN users ON users.key = sessions.user_key
     LEFT JOIN bots ON bots.user_key = sessions.user_key LEFT JOIN logs AS rooms ON rooms.key = bots.room_key
     WHERE token_hash = ? AND (sessions.last_seen_at >= ? OR bots.user_key IS NOT NULL)`,
    tokenHash,
    expiredBefore,
  );
  if (row === undefined) return undefined;
  const user = personOf({ ...row, id: row.userId });
  const { scopes, roomId } = row;
  return {
    ...{ id: row.id, user, lastSeenAt: row.lastSeenAt },
    ...(row.isVisit !== 0 && { isVisit: true }),
    ...(scopes !== null && { bot: { scopes: scopesOf(scopes), homeId: roomId ?? LOBBY_ID } }),
  };
}

export const sessionsSql = `
  SELECT sessions.id, device, created_at AS createdAt, last_seen_at AS lastSeenAt FROM sessions
  WHERE user_key = (SELECT key FROM logs WHERE id = ?) AND last_seen_at >= ?
  ORDER BY last_seen_at DESC, id LIMIT ?`;

export function listSessions(
  database: Database,
  { userId, expiredBefore }: { userId: string; expiredBefore: number },
): SessionEntry[] {
  return database.all<SessionEntry>(sessionsSql, ...([userId, expiredBefore, limits.sessionsListedMax] as const));
}
