import type { SessionRecord } from "../../storage.ts";
import type { Database } from "../database.ts";

export function findSession(
  database: Database,
  { tokenHash, expiredBefore }: { tokenHash: string; expiredBefore: number },
): SessionRecord | undefined {
  const row = database.one<{ id: string; lastSeenAt: number; userId: string; nickname: string; isVisit: number }>(
    `SELECT sessions.id, sessions.last_seen_at AS lastSeenAt, sessions.is_visit AS isVisit, users.id AS userId, users.nickname
     FROM sessions JOIN users ON users.key = user_key
     WHERE token_hash = ? AND sessions.last_seen_at >= ?`,
    tokenHash,
    expiredBefore,
  );
  if (row === undefined) return undefined;
  const user = { id: row.userId, nickname: row.nickname };
  return { id: row.id, user, lastSeenAt: row.lastSeenAt, ...(row.isVisit !== 0 && { isVisit: true }) };
}
