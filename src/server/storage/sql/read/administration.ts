import type { Report } from "../../../../protocol/moderation.ts";
import type {
  ReportOnServer,
  ReportQuery,
  RoomAdminPage,
  RoomOnServer,
  RoomQuery,
  RoomSort,
  StorageCounts,
} from "../../room-admin-records.ts";
import type { Database } from "../database.ts";
import { type PersonRow, personOf } from "../person-rows.ts";
import { requireServerActor } from "../server-actors.ts";
import { type ReportRow, reportOf, reportsSql } from "./moderation.ts";

interface RoomRow {
  readonly key: number;
  readonly conversationId: string;
  readonly name: string;
  readonly nameKey: string;
  readonly description: string;
  readonly isPrivate: number;
  readonly isArchived: number;
  readonly memberCount: number;
  readonly messageCount: number;
  readonly createdAt: number | null;
  readonly lastMessageAt: number | null;
}

/** What rooms are in the order of; the largest first, and then by key, so that a page goes on where the one before ended. */
const orders = {
  name: { column: "rooms.name_key", isFalling: false, of: ({ nameKey }: RoomRow) => nameKey },
  members: { column: "rooms.member_count", isFalling: true, of: ({ memberCount }: RoomRow) => memberCount },
  messages: { column: "logs.message_count", isFalling: true, of: ({ messageCount }: RoomRow) => messageCount },
} as const satisfies Record<RoomSort, { column: string; isFalling: boolean; of: (row: RoomRow) => string | number }>;

/** A deleted room is in empty_rooms until it is erased, and has no name then; an imported one in import_builds until it is open. */
export function roomsOnServerSql(sort: RoomSort): string {
  const { column, isFalling } = orders[sort];
  return `
  SELECT rooms.key, logs.id AS conversationId, name, name_key AS nameKey, description, is_private AS isPrivate, is_archived AS isArchived,
    member_count AS memberCount, message_count AS messageCount,
    coalesce(created_at, (SELECT at FROM events WHERE log_key = rooms.key AND seq = 1)) AS createdAt,
    (SELECT at FROM events WHERE log_key = rooms.key AND seq = last_message_seq AND seq > floor) AS lastMessageAt
  FROM rooms JOIN logs ON logs.key = rooms.key
  WHERE name <> '' AND instr(name_key, ?1) > 0 AND rooms.key NOT IN (SELECT key FROM empty_rooms) AND rooms.key NOT IN (SELECT key FROM import_builds)
    AND is_private = coalesce(?2, is_private) AND is_archived = coalesce(?3, is_archived)
    AND (?7 = 0 OR (${column}, rooms.key) ${isFalling ? "<" : ">"} (?4, ?5))
  ORDER BY ${column} ${isFalling ? "DESC" : ""}, rooms.key ${isFalling ? "DESC" : ""} LIMIT ?6`;
}

export function listAllRooms(database: Database, query: RoomQuery): RoomAdminPage<RoomOnServer> {
  const { actorId, text, isPrivate, isArchived, sort, limit } = query;
  requireServerActor(database, actorId, "see-rooms");
  const after = cursorOf(query.after);
  const rows = database.all<RoomRow>(
    roomsOnServerSql(sort),
    ...([text, bit(isPrivate), bit(isArchived), after?.value ?? null, after?.key ?? 0, limit + 1, after ? 1 : 0] as const),
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const isMore = rows.length > limit && last !== undefined;
  return {
    items: page.map((row) => roomOf(database, row)),
    ...(isMore && { next: JSON.stringify([orders[sort].of(last), last.key]) }),
  };
}

function roomOf(database: Database, row: RoomRow): RoomOnServer {
  const owner = database.one<PersonRow>(
    `SELECT id, nickname, tone, picture FROM users WHERE key = (
       SELECT user_key FROM memberships INDEXED BY members_by_arrival WHERE conversation_key = ? AND role = 'owner' LIMIT 1)`,
    row.key,
  );
  const { conversationId, name, description, memberCount, messageCount, createdAt, lastMessageAt } = row;
  return {
    ...{ conversationId, name },
    ...(description !== "" && { description }),
    ...{ isPrivate: row.isPrivate === 1, isArchived: row.isArchived === 1 },
    ...(owner && { owner: personOf(owner) }),
    ...{ memberCount, messageCount },
    ...(createdAt !== null && { createdAt }),
    ...(lastMessageAt !== null && { lastMessageAt }),
  };
}

/** One that this server did not make begins anew. */
function cursorOf(after: string | undefined): { value: string | number; key: number } | undefined {
  try {
    const [value, key]: unknown[] = JSON.parse(after ?? "[]");
    const isKnown = (typeof value === "string" || typeof value === "number") && Number.isSafeInteger(key);
    return isKnown ? { value, key: Number(key) } : undefined;
  } catch {
    return undefined;
  }
}

export const reportsOnServerSql = `${reportsSql} AND reports.id > ? ORDER BY reports.id LIMIT ?`;

export function listAllReports(database: Database, { actorId, after, limit }: ReportQuery): RoomAdminPage<ReportOnServer> {
  requireServerActor(database, actorId, "see-reports");
  const rows = database.all<ReportRow>(reportsOnServerSql, Number(after ?? 0) || 0, limit + 1);
  const page = rows.slice(0, limit).map(reportOf);
  const last = page.at(-1);
  return {
    items: page.map((report) => ({ ...report, ...roomNameOf(database, report) })),
    ...(rows.length > limit && last && { next: String(last.id) }),
  };
}

function roomNameOf(database: Database, { conversationId }: Report): { roomName?: string } {
  const row = database.one<{ name: string }>(
    "SELECT name FROM rooms WHERE key = (SELECT key FROM logs WHERE id = ?)",
    conversationId,
  );
  return row === undefined ? {} : { roomName: row.name };
}

/** Reads no event and no message: each log knows how many messages it has. */
export function countEverything(database: Database): StorageCounts {
  const counts = database.one<StorageCounts>(`
    SELECT
      (SELECT count(*) FROM users WHERE nickname_key IS NOT NULL) AS users,
      (SELECT count(*) FROM accounts) AS accounts,
      (SELECT count(*) FROM rooms WHERE name <> '') AS rooms,
      (SELECT CAST(coalesce(sum(message_count), 0) AS BIGINT) FROM logs) AS messages,
      (SELECT count(*) FROM sessions) AS sessions,
      (SELECT CAST(coalesce(sum(byte_length), 0) AS BIGINT) FROM files) AS fileBytes`);
  if (counts === undefined) throw new Error("counts have one row");
  return counts;
}

function bit(value: boolean | undefined): number | null {
  if (value === undefined) return null;
  return value ? 1 : 0;
}
