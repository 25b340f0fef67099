import { ShoalError } from "../../../../protocol/errors.ts";
import { limits } from "../../../../protocol/limits.ts";
import type { Report, Restriction } from "../../../../protocol/moderation.ts";
import type { Role } from "../../../../protocol/people.ts";
import { type Action, refusalOf } from "../../../../protocol/permissions.ts";
import type { RoomAct } from "../../moderation-records.ts";
import type { LogKind } from "../../storage.ts";
import type { Database } from "../database.ts";
import { personOf } from "../person-rows.ts";
import { memberMayIn } from "../standings.ts";
import { blockRefusalIn } from "../write/blocks.ts";
import { memberOf } from "../write/members.ts";
import { speechRefusal } from "../write/rules.ts";
import type { OpenLog } from "../write/transaction.ts";
import { memberKeys } from "./membership.ts";

/** `person` stands for the alias of a table of users. */
const personColumns = (person: string): string =>
  `${person}.id AS ${person}Id, ${person}.nickname AS ${person}Nickname, ${person}.tone AS ${person}Tone, ${person}.picture AS ${person}Picture`;

type NamedPerson<Name extends string> = { readonly [Key in `${Name}Id` | `${Name}Nickname`]: string } & {
  readonly [Key in `${Name}Tone`]: number | null;
} & { readonly [Key in `${Name}Picture`]: string | null };

export const restrictionsSql = `
  SELECT kind, at, until, reason, ${personColumns("target")}, ${personColumns("actor")}
  FROM restrictions JOIN users AS target ON target.key = user_key LEFT JOIN users AS actor ON actor.key = by_key
  WHERE conversation_key = ? AND (until IS NULL OR until > ?) ORDER BY at DESC, user_key DESC`;

type RestrictionRow = Pick<Restriction, "kind" | "at"> & {
  until: number | null;
  reason: string | null;
} & NamedPerson<"target"> & { [Key in keyof NamedPerson<"actor">]: NamedPerson<"actor">[Key] | null };

export function listRestrictions(database: Database, act: RoomAct): readonly Restriction[] {
  const conversationKey = requireStanding(database, act, "see-restrictions");
  return database.all<RestrictionRow>(restrictionsSql, conversationKey, act.at).map((row) => {
    const { kind, at, until, reason, actorId, actorNickname } = row;
    const user = personOf({ id: row.targetId, nickname: row.targetNickname, tone: row.targetTone, picture: row.targetPicture });
    const hasActor = actorId !== null && actorNickname !== null;
    return {
      ...{ kind, user, at },
      ...(until !== null && { until }),
      ...(reason !== null && { reason }),
      ...(hasActor && { by: personOf({ id: actorId, nickname: actorNickname, tone: row.actorTone, picture: row.actorPicture }) }),
    };
  });
}

export const reportsSql = `
  SELECT reports.id, reports.at, logs.id AS conversationId, seq, text, reason, ${personColumns("author")}, ${personColumns("reporter")}
  FROM reports JOIN logs ON logs.key = log_key
  JOIN users AS author ON author.key = author_key JOIN users AS reporter ON reporter.key = reporter_key
  WHERE resolved_at IS NULL`;

export const reportsOfRoomSql = `${reportsSql} AND log_key = ? ORDER BY reports.id LIMIT ?`;

export type ReportRow = Pick<Report, "id" | "at" | "conversationId" | "seq" | "text"> & {
  reason: string | null;
} & NamedPerson<"author"> &
  NamedPerson<"reporter">;

export function listReports(database: Database, act: RoomAct): readonly Report[] {
  const conversationKey = requireStanding(database, act, "see-reports");
  return database.all<ReportRow>(reportsOfRoomSql, conversationKey, limits.reportsListedMax).map(reportOf);
}

export function reportOf(row: ReportRow): Report {
  const { id, at, conversationId, seq, text, reason } = row;
  return {
    ...{ id, at, conversationId, seq, text },
    author: personOf({ id: row.authorId, nickname: row.authorNickname, tone: row.authorTone, picture: row.authorPicture }),
    reporter: personOf({
      id: row.reporterId,
      nickname: row.reporterNickname,
      tone: row.reporterTone,
      picture: row.reporterPicture,
    }),
    ...(reason !== null && { reason }),
  };
}

/** Whether the member could say something there now; slow mode and what it is do not count. */
export function maySpeak(database: Database, act: RoomAct): boolean {
  return refusalToSpeak(database, act) === undefined;
}

/** Throws why the member could not. */
export function requireSpeech(database: Database, act: RoomAct): void {
  const refusal = refusalToSpeak(database, act);
  if (refusal !== undefined) throw refusal;
}

function refusalToSpeak(database: Database, { conversationId, actorId, at }: RoomAct): ShoalError | undefined {
  const log = database.one<Pick<OpenLog, "key" | "id" | "kind" | "isGuarded">>(
    "SELECT key, id, kind, is_guarded AS isGuarded FROM logs WHERE id = ?",
    conversationId,
  );
  const member = log && memberOf({ database }, log, actorId);
  if (log === undefined || log.kind === "user" || member === undefined) return new ShoalError("not-found");
  return blockRefusalIn({ database }, log, member) ?? speechRefusal({ database }, log, member, { at });
}

/** The key of the room. Throws `not-found`, `not-allowed`. */
export function requireStanding(database: Database, { conversationId, actorId }: Omit<RoomAct, "at">, action: Action): number {
  const { conversationKey, userKey } = memberKeys(database, conversationId, actorId);
  const row = database.one<{ role: Role; kind: LogKind }>(
    "SELECT role, kind FROM memberships JOIN logs ON logs.key = conversation_key WHERE user_key = ? AND conversation_key = ?",
    ...([userKey, conversationKey] as const),
  );
  const { role, kind } = row ?? { role: "member", kind: "direct" };
  const log = { key: conversationKey, id: conversationId, kind };
  if (kind === "user" || memberMayIn(database, { key: userKey, role }, action, log)) return conversationKey;
  throw new ShoalError(refusalOf(role, action, { id: conversationId, kind }) ?? "not-allowed");
}
