import type { AuditQuery, AuditRecord, PeoplePage } from "../../people-records.ts";
import type { Database } from "../database.ts";
import { personOf } from "../person-rows.ts";
import { requireServerActor } from "../server-actors.ts";
import { personByKey } from "./people-on-server.ts";

interface AuditRow {
  readonly id: number;
  readonly at: number;
  readonly act: string;
  readonly actorKey: number | null;
  readonly userKey: number | null;
  readonly conversationId: string | null;
  readonly details: string | null;
}

/** The key of no log: nothing is found by it. */
const NO_KEY = -1;

/** Each condition has an index, which the id follows. */
export function auditSql(conditions: readonly string[]): string {
  return `
  SELECT id, at, act, actor_key AS actorKey, user_key AS userKey, details,
    (SELECT logs.id FROM logs WHERE logs.key = conversation_key) AS conversationId
  FROM audit WHERE ${[...conditions, "id < ?"].join(" AND ")} ORDER BY id DESC LIMIT ?`;
}

export function listAudit(
  database: Database,
  { actorId, act, byId, userId, conversationId, after, limit }: AuditQuery,
): PeoplePage<AuditRecord> {
  requireServerActor(database, actorId, "see-audit");
  const wanted: (readonly [string, string | number])[] = [];
  if (userId !== undefined) wanted.push(["user_key = ?", keyOf(database, userId)]);
  if (byId !== undefined) wanted.push(["actor_key = ?", keyOf(database, byId)]);
  if (conversationId !== undefined) wanted.push(["conversation_key = ?", keyOf(database, conversationId)]);
  if (act !== undefined) wanted.push(["act = ?", act]);
  const rows = database.all<AuditRow>(
    auditSql(wanted.map(([condition]) => condition)),
    ...[...wanted.map(([, value]) => value), idBefore(after), limit + 1],
  );
  const shown = rows.slice(0, limit);
  const items = shown.map((row) => recordOf(database, row));
  return { items, ...(rows.length > shown.length && { next: String(shown.at(-1)?.id) }) };
}

/** Garbage is the beginning: a token is opaque. */
function idBefore(after: string | undefined): number {
  const id = Number(after ?? Number.NaN);
  return Number.isSafeInteger(id) ? id : Number.MAX_SAFE_INTEGER;
}

function recordOf(database: Database, { id, at, act, actorKey, userKey, conversationId, details }: AuditRow): AuditRecord {
  const by = actorKey === null ? undefined : personByKey(database, actorKey);
  const user = userKey === null ? undefined : personByKey(database, userKey);
  return {
    ...{ id, at, act },
    ...(by && { by: personOf(by) }),
    ...(user && { user: personOf(user) }),
    ...(conversationId !== null && { conversationId }),
    ...(details !== null && { details: JSON.parse(details) }),
  };
}

function keyOf(database: Database, id: string): number {
  return database.one<{ key: number }>("SELECT key FROM logs WHERE id = ?", id)?.key ?? NO_KEY;
}
