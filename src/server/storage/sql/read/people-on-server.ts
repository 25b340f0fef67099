import type { ServerRole } from "../../../../protocol/accounts.ts";
import { ShoalError } from "../../../../protocol/errors.ts";
import type { HeldRestriction, PeopleFilter, PeoplePage, PeopleQuery, PersonOnServer, UserAct } from "../../people-records.ts";
import type { Database } from "../database.ts";
import { type PersonRow, personOf } from "../person-rows.ts";
import { requireServerActor } from "../server-actors.ts";
import { type NamedRow, pageOfNames } from "./conversations.ts";

interface PersonOnServerRow extends PersonRow, NamedRow {
  readonly userKey: number;
  readonly isAccount: number;
  readonly serverRole: ServerRole | null;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly writesFrom: number;
  readonly sessionCount: number;
}

const columns = `
  users.key AS userKey, users.id, users.nickname, users.tone, users.picture, users.nickname_key AS key, users.is_account AS isAccount,
  (SELECT server_role FROM accounts WHERE accounts.user_key = users.key) AS serverRole,
  users.created_at AS createdAt, users.last_seen_at AS lastSeenAt, users.writes_from AS writesFrom,
  (SELECT count(*) FROM sessions WHERE sessions.user_key = users.key) AS sessionCount`;

/** Few are restricted or staff: those are found first and put in order. All others are read in the order of their nicknames. */
const restrictedSql = (kind: "ban" | "mute"): string => `
  restrictions CROSS JOIN users ON users.key = restrictions.user_key
  WHERE conversation_key = 0 AND kind = '${kind}' AND (until IS NULL OR until > ?7) AND users.nickname_key IS NOT NULL`;
const sources: Readonly<Record<PeopleFilter, string>> = {
  all: "users WHERE users.nickname_key IS NOT NULL",
  guests: "users INDEXED BY guests_by_nickname WHERE users.nickname_key IS NOT NULL AND is_account = 0",
  banned: restrictedSql("ban"),
  muted: restrictedSql("mute"),
  staff: `accounts INDEXED BY staff CROSS JOIN users ON users.key = accounts.user_key
    WHERE accounts.server_role <> 'member' AND users.nickname_key IS NOT NULL`,
};

export function peopleSql(filter: PeopleFilter): string {
  return `
  SELECT ${columns} FROM ${sources[filter]}
    AND users.nickname_key >= ?1 AND users.nickname_key < ?2 AND users.nickname_key > ?3 AND instr(users.nickname_key, ?4) >= ?5
    AND ?7 IS NOT NULL
  ORDER BY users.nickname_key LIMIT ?6`;
}

export function listPeople(database: Database, { actorId, filter, at, ...page }: PeopleQuery): PeoplePage<PersonOnServer> {
  requireServerActor(database, actorId, "see-people");
  const sql = peopleSql(filter);
  const { rows, next } = pageOfNames(page, (range) => database.all<PersonOnServerRow>(sql, ...range, at));
  return { items: rows.map((row) => personOnServer(database, row, at)), ...next };
}

export function findPersonOnServer(database: Database, { actorId, userId, at }: UserAct): PersonOnServer {
  requireServerActor(database, actorId, "see-people");
  const row = database.one<PersonOnServerRow>(
    `SELECT ${columns} FROM users WHERE users.key = (SELECT key FROM logs WHERE id = ? AND kind = 'user') AND nickname_key IS NOT NULL`,
    userId,
  );
  if (row === undefined) throw new ShoalError("not-found");
  return personOnServer(database, row, at);
}

function personOnServer(database: Database, row: PersonOnServerRow, at: number): PersonOnServer {
  const { userKey, isAccount, serverRole, createdAt, lastSeenAt, writesFrom, sessionCount } = row;
  const ban = restriction(database, userKey, "ban", at);
  const mute = restriction(database, userKey, "mute", at);
  const isNewcomer = ban === undefined && mute === undefined && writesFrom > at;
  return {
    person: personOf(row),
    isAccount: isAccount !== 0,
    serverRole: serverRole ?? "member",
    ...(ban && { ban }),
    ...(mute && { mute }),
    ...(isNewcomer && { writesFrom }),
    ...{ createdAt, lastSeenAt, sessionCount },
  };
}

function restriction(database: Database, userKey: number, kind: "ban" | "mute", now: number): HeldRestriction | undefined {
  const row = database.one<{ at: number; until: number | null; reason: string | null; byKey: number | null }>(
    `SELECT at, until, reason, by_key AS byKey FROM restrictions
     WHERE conversation_key = 0 AND kind = ? AND user_key = ? AND (until IS NULL OR until > ?)`,
    ...([kind, userKey, now] as const),
  );
  if (row === undefined) return undefined;
  const { at, until, reason, byKey } = row;
  const by = byKey === null ? undefined : personByKey(database, byKey);
  return { at, ...(until !== null && { until }), ...(reason !== null && { reason }), ...(by && { by: personOf(by) }) };
}

export function personByKey(database: Database, key: number): PersonRow | undefined {
  return database.one<PersonRow>("SELECT id, nickname, tone, picture FROM users WHERE key = ?", key);
}
