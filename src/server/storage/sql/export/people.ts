import { isBotId } from "../../../../protocol/ids.ts";
import { DELETED_NICKNAME } from "../../../../protocol/people.ts";
import type { Database } from "../database.ts";

type Line = Readonly<Record<string, unknown>>;

/** Read at once: the statement of a page is short, so that memory stays bounded. */
const ROWS_PER_PAGE = 1_000;

interface UserRow {
  readonly key: number;
  readonly id: string;
  readonly nickname: string;
  readonly nicknameKey: string | null;
  readonly tone: number | null;
  readonly status: string | null;
  readonly picture: string | null;
  readonly isReadShared: number;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly isAccount: number;
  readonly serverRole: string | null;
  readonly passwordHash: string | null;
}

interface UserOptions {
  /** What lets its bearer be the user: hashes of passwords. */
  readonly hasPasswords: boolean;
  /** Only these, and without what they are to the server. */
  readonly ids?: ReadonlySet<string>;
}

/** Users as docs/export-format.md has them. No sessions, no links, no push subscriptions; a bot is a guest, who cannot come back. */
export function* userLines(database: Database, { hasPasswords, ids }: UserOptions): Generator<Line> {
  for (let after = 0; ; ) {
    const rows = database.all<UserRow>(
      `SELECT key, id, nickname, nickname_key AS nicknameKey, tone, status, picture, is_read_shared AS isReadShared,
         created_at AS createdAt, last_seen_at AS lastSeenAt, is_account AS isAccount, server_role AS serverRole, password_hash AS passwordHash
       FROM users LEFT JOIN accounts ON user_key = key WHERE key > ? ORDER BY key LIMIT ?`,
      after,
      ROWS_PER_PAGE,
    );
    for (const row of rows)
      if (ids === undefined || ids.has(row.id)) yield userLine(database, row, { hasPasswords, isWhole: ids === undefined });
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.key;
  }
}

function userLine(
  database: Database,
  row: UserRow,
  { hasPasswords, isWhole }: { hasPasswords: boolean; isWhole: boolean },
): Line {
  const { id, nickname, createdAt } = row;
  if (nickname === DELETED_NICKNAME) return { id, nickname, state: "deleted", createdAt };
  if (row.nicknameKey === null)
    return { id, nickname, state: "retired", createdAt, ...(row.tone !== null && { tone: row.tone }) };
  const identities = database.all("SELECT issuer, subject FROM identities WHERE user_key = ? ORDER BY issuer, subject", row.key);
  return {
    ...{ id, nickname, state: "active" },
    ...(row.tone !== null && { tone: row.tone }),
    ...(row.status !== null && { status: row.status }),
    ...(row.picture !== null && { picture: row.picture }),
    ...(row.isReadShared === 0 && { isReadShared: false }),
    ...{ createdAt, lastSeenAt: row.lastSeenAt, isAccount: row.isAccount !== 0 && !isBotId(id) },
    ...(isWhole && row.serverRole !== null && row.serverRole !== "member" && { serverRole: row.serverRole }),
    ...(isWhole && identities.length > 0 && { identities }),
    ...(isWhole && hasPasswords && row.passwordHash !== null && { passwordHash: row.passwordHash }),
  };
}

export function* blockLines(database: Database): Generator<Line> {
  yield* database.all<Line>(
    `SELECT one.id AS userId, other.id AS blockedId, at FROM blocks
     JOIN users AS one ON one.key = user_key JOIN users AS other ON other.key = blocked_key ORDER BY user_key, blocked_key`,
  );
}

/** Of the whole server, or of one room. */
export function* restrictionLines(database: Database, roomId?: string): Generator<Line> {
  const rows = database.all<Readonly<Record<string, string | number | null>>>(
    `SELECT room.id AS conversationId, restrictions.kind, users.id AS userId, restrictions.at, until, reason, actor.id AS by
     FROM restrictions JOIN users ON users.key = user_key
     LEFT JOIN logs AS room ON room.key = conversation_key LEFT JOIN users AS actor ON actor.key = by_key
     WHERE CAST(?1 AS TEXT) IS NULL OR room.id = ?1 ORDER BY conversation_key, restrictions.kind, user_key`,
    roomId ?? null,
  );
  for (const row of rows) yield withoutNulls(row);
}

export function withoutNulls(row: Readonly<Record<string, unknown>>): Line {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
}
