import { statfsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Clock } from "../../clock.ts";
import { DELETED_NICKNAME } from "../../protocol/people.ts";
import type { Database } from "../../server/storage/sql/database.ts";
import { countEverything } from "../../server/storage/sql/read/administration.ts";
import { migrations } from "../../server/storage/sqlite/start/migrations/migrations.ts";
import { indexProgress, openIndex } from "../check/search/open-index.ts";
import type { DataFolder } from "../data-folder.ts";
import { openStoredData, type Place } from "../stored-data.ts";
import { messagesByTime } from "./messages-by-time.ts";

const DAYS = 14;
const LISTED_MAX = 10;

export type Stats = Awaited<ReturnType<typeof readStats>>;

/** What a server keeps, without a text of anyone. Throws `OperatorError`, `StorageStartError`. */
export async function readStats(place: Place, clock: Clock) {
  await using stored = await openStoredData(place);
  const { database, folder, schema } = stored;
  const { users: _, accounts: __, rooms: ___, ...counts } = countEverything(database);
  const { days: messagesPerDay, ...span } = messagesByTime(database, { now: clock.now(), days: DAYS });
  return {
    schema,
    ...(folder && { schemaName: migrations[schema - 1]?.name }),
    epoch: database.one<{ value: string }>("SELECT value FROM meta WHERE name = 'epoch'")?.value,
    ...(folder ? sizesOf(folder.databaseFile) : databaseSizeOf(database)),
    ...counts,
    ...span,
    people: peopleOf(database),
    rooms: roomsOf(database),
    ...(folder && { searchIndex: searchIndexOf(folder) }),
    messagesPerDay,
    files: database.all<{ type: string; files: number; fileBytes: number }>(
      "SELECT type, count(*) AS files, CAST(sum(byte_length) AS BIGINT) AS fileBytes FROM files WHERE completed_at IS NOT NULL GROUP BY type ORDER BY 3 DESC, 1",
    ),
    largestRooms: database.all<{ conversationId: string; name: string; members: number; messages: number }>(
      `SELECT logs.id AS conversationId, name, member_count AS members, message_count AS messages FROM rooms JOIN logs USING (key)
       WHERE name <> '' ORDER BY message_count DESC, key LIMIT ${LISTED_MAX}`,
    ),
    mostFileBytes: database.all<{ userId: string; nickname: string; files: number; fileBytes: number }>(
      `SELECT users.id AS userId, nickname, files, fileBytes FROM (
         SELECT user_key, count(*) AS files, CAST(sum(byte_length) AS BIGINT) AS fileBytes FROM files GROUP BY user_key ORDER BY 3 DESC LIMIT ${LISTED_MAX}
       ) AS uploaded JOIN users ON users.key = user_key ORDER BY fileBytes DESC`,
    ),
  };
}

function sizesOf(databaseFile: string) {
  const folder = dirname(databaseFile);
  const { bavail, bsize } = statfsSync(folder);
  const bytesOf = (name: string) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
  return {
    databaseBytes: bytesOf("shoal.db"),
    walBytes: bytesOf("shoal.db-wal"),
    searchBytes: bytesOf("search.db") + bytesOf("search.db-wal"),
    freeDiskBytes: bavail * bsize,
  };
}

/** The tables of all nodes, with their indexes; files, too, where no bucket has them. */
function databaseSizeOf(database: Database) {
  const row = database.one<{ bytes: number }>("SELECT pg_database_size(current_database()) AS bytes");
  return { databaseBytes: row?.bytes ?? 0 };
}

function peopleOf(database: Database) {
  return database.one<{ guests: number; accounts: number; staff: number; banned: number; retired: number; deleted: number }>(
    `SELECT count(*) FILTER (WHERE nickname_key IS NOT NULL AND is_account = 0) AS guests,
       count(*) FILTER (WHERE nickname_key IS NOT NULL AND is_account = 1) AS accounts,
       (SELECT count(*) FROM accounts WHERE server_role <> 'member') AS staff, count(*) FILTER (WHERE is_banned = 1) AS banned,
       count(*) FILTER (WHERE nickname_key IS NULL AND nickname <> ?1) AS retired, count(*) FILTER (WHERE nickname = ?1) AS deleted FROM users`,
    DELETED_NICKNAME,
  );
}

function roomsOf(database: Database) {
  return database.one<{ public: number; private: number; archived: number; closed: number; privateConversations: number }>(
    `SELECT count(*) FILTER (WHERE is_private = 0) AS public, count(*) FILTER (WHERE is_private = 1 AND NOT isClosed) AS private,
       count(*) FILTER (WHERE is_archived = 1 AND NOT isClosed) AS archived, count(*) FILTER (WHERE isClosed) AS closed,
       (SELECT count(*) FROM directs) AS privateConversations
     FROM (SELECT is_private, is_archived, name = '' OR key IN (SELECT key FROM empty_rooms) AS isClosed FROM rooms) AS listed`,
  );
}

function searchIndexOf(folder: DataFolder): string {
  const opened = openIndex(folder);
  if ("note" in opened) return opened.note;
  if ("damage" in opened) return opened.damage;
  try {
    const { logsBehind, eventsBehind } = indexProgress(folder.database, opened.index);
    return logsBehind === 0 ? "up to date" : `${eventsBehind} events behind in ${logsBehind} conversations`;
  } finally {
    opened.index.close();
  }
}
