import { limits } from "../../../../protocol/limits.ts";
import type { ReadMarkers } from "../../storage.ts";
import type { Database } from "../database.ts";

/** A conversation has few of them, or is not asked. */
export const readMarkersSql = `
  SELECT users.id AS userId, read_seq AS readSeq
  FROM memberships INDEXED BY members_by_nickname JOIN users ON users.key = user_key
  WHERE conversation_key = ? AND is_listed = 1 AND is_read_shared = 1
  ORDER BY memberships.nickname_key LIMIT ?`;

/** By the blocks of each member: most have none. */
export const blocksAmongSql = `
  SELECT users.id AS userId, blocked.id AS blockedId
  FROM memberships AS member INDEXED BY members_by_nickname
  CROSS JOIN blocks ON blocks.user_key = member.user_key
  CROSS JOIN users ON users.key = blocks.user_key
  CROSS JOIN users AS blocked ON blocked.key = blocked_key
  WHERE member.conversation_key = ?1
    AND EXISTS (SELECT 1 FROM memberships WHERE user_key = blocked_key AND conversation_key = ?1)`;

export function listReadMarkers(database: Database, { conversationId }: { conversationId: string }): ReadMarkers | undefined {
  const log = database.one<{ key: number; memberCount: number | null }>(
    `SELECT key, (SELECT member_count FROM rooms WHERE rooms.key = logs.key) AS memberCount
     FROM logs WHERE id = ? AND kind <> 'user'`,
    conversationId,
  );
  if (!log || (log.memberCount ?? 0) > limits.seenMembersMax) return undefined;
  const markers = database.all<{ userId: string; readSeq: number }>(
    readMarkersSql,
    ...([log.key, limits.seenMembersMax] as const),
  );
  const blocks = database.all<{ userId: string; blockedId: string }>(blocksAmongSql, log.key);
  return { markers, blocks: blocks.map(({ userId, blockedId }) => [userId, blockedId] as const) };
}
