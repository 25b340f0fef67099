import { ShoalError } from "../../../../protocol/errors.ts";
import { LOBBY_ID } from "../../../../protocol/ids.ts";
import { limits } from "../../../../protocol/limits.ts";
import type { Role } from "../../../../protocol/people.ts";
import type { MemberAct, MemberRestriction } from "../../moderation-records.ts";
import { personOf } from "../person-rows.ts";
import { changeInvitation, forgetInvitations } from "./asked.ts";
import { audit } from "./audit.ts";
import { memberOf } from "./members.ts";
import { removeFromRoom } from "./memberships.ts";
import { activeUser, requirePerson } from "./people.ts";
import { refreshGuard } from "./rules.ts";
import { type Actor, requireActor, requireMayActOn, requireTarget } from "./standing.ts";
import type { OpenLog, Transaction } from "./transaction.ts";

type Kind = "mute" | "ban";

export function mute(transaction: Transaction, { userId, until, reason, ...act }: MemberRestriction): void {
  const actor = requireActor(transaction, act, "mute");
  const target = requireTarget(transaction, actor, userId);
  const { log, member } = actor;
  if (isRestricted(transaction, log, "mute", { userKey: target.key, until, reason })) return;
  restrict(transaction, actor, "mute", { userKey: target.key, at: act.at, until, reason });
  refreshGuard(transaction, log);
  const details = { ...(until !== undefined && { until }), ...(reason !== undefined && { reason }) };
  transaction.append(log, member.key, { type: "mute", at: act.at, by: personOf(member), user: personOf(target), ...details });
}

export function unmute(transaction: Transaction, { userId, ...act }: MemberAct): void {
  const actor = requireActor(transaction, act, "mute");
  const target = requireTarget(transaction, actor, userId);
  const { log, member } = actor;
  if (!lift(transaction, actor, "mute", target.key, act.at)) return;
  refreshGuard(transaction, log);
  transaction.append(log, member.key, { type: "unmute", at: act.at, by: personOf(member), user: personOf(target) });
}

export function setVoice(transaction: Transaction, { userId, hasVoice, ...act }: MemberAct & { hasVoice: boolean }): void {
  const actor = requireActor(transaction, act, "set-voice");
  const target = requireTarget(transaction, actor, userId);
  const { log, member } = actor;
  if ((target.hasVoice === 1) === hasVoice) return;
  transaction.database.run(
    "UPDATE memberships SET has_voice = ? WHERE user_key = ? AND conversation_key = ?",
    ...([hasVoice ? 1 : 0, target.key, log.key] as const),
  );
  transaction.append(log, member.key, { type: "voice", at: act.at, by: personOf(member), user: personOf(target), hasVoice });
  audit(transaction, {
    ...{ at: act.at, act: "set-voice", actorKey: member.key, userKey: target.key, conversationKey: log.key },
    details: { hasVoice },
  });
}

export function setRole(transaction: Transaction, { userId, role, ...act }: MemberAct & { role: Role }): void {
  const actor = requireActor(transaction, act, "set-role");
  const target = requireTarget(transaction, actor, userId);
  const { log, member } = actor;
  if (role === "owner" && log.id === LOBBY_ID) throw new ShoalError("not-allowed");
  requirePerson(target);
  if (target.role === role) return;
  // A room has an owner: another member has to become it, also for an administrator of the server [P39a].
  if (target.role === "owner") throw new ShoalError("not-allowed");
  const { database } = transaction;
  if (role === "owner")
    database.run("UPDATE memberships SET role = 'moderator' WHERE conversation_key = ? AND role = 'owner'", log.key);
  database.run("UPDATE memberships SET role = ? WHERE user_key = ? AND conversation_key = ?", role, target.key, log.key);
  transaction.append(log, member.key, { type: "role", at: act.at, by: personOf(member), user: personOf(target), role });
  audit(transaction, {
    ...{ at: act.at, act: "set-role", actorKey: member.key, userKey: target.key, conversationKey: log.key },
    details: { role },
  });
}

export function kick(transaction: Transaction, { userId, reason, ...act }: MemberAct & { reason?: string | undefined }): void {
  const actor = requireActor(transaction, act, "kick");
  const target = requireTarget(transaction, actor, userId);
  const { log, member } = actor;
  const { at } = act;
  removeFromRoom(transaction, log, target, at, { removedBy: personOf(member), ...(reason !== undefined && { reason }) });
  audit(transaction, {
    ...{ at, act: "kick", actorKey: member.key, userKey: target.key, conversationKey: log.key },
    details: { reason },
  });
}

export function ban(transaction: Transaction, { userId, until, reason, ...act }: MemberRestriction): void {
  const actor = requireActor(transaction, act, "ban");
  const { log, member } = actor;
  const { at } = act;
  const target = memberOf(transaction, log, userId);
  if (target) requireMayActOn(transaction, actor, target);
  const user = target ?? activeUser(transaction, userId);
  if (isRestricted(transaction, log, "ban", { userKey: user.key, until, reason })) return;
  restrict(transaction, actor, "ban", { userKey: user.key, at, until, reason });
  changeInvitation(transaction, user, log, at, () => forgetInvitations(transaction, user, log));
  if (!target) return;
  const removal = { removedBy: personOf(member), isBanned: true, ...(reason !== undefined && { reason }) };
  removeFromRoom(transaction, log, target, at, removal);
}

export function unban(transaction: Transaction, { userId, ...act }: MemberAct): void {
  const actor = requireActor(transaction, act, "ban");
  lift(transaction, actor, "ban", activeUser(transaction, userId).key, act.at);
}

/** Of every way into a room. Throws `banned`. */
export function requireNotBanned({ database }: Transaction, log: OpenLog, user: { readonly key: number }, at: number): void {
  const isBanned = database.one(
    "SELECT 1 FROM restrictions WHERE conversation_key = ? AND kind = 'ban' AND user_key = ? AND (until IS NULL OR until > ?)",
    ...([log.key, user.key, at] as const),
  );
  if (isBanned !== undefined) throw new ShoalError("banned");
}

export function forgetEndedRestrictions({ database }: Transaction, { at, limit }: { at: number; limit: number }): void {
  database.run(
    `DELETE FROM restrictions WHERE (conversation_key, kind, user_key) IN
       (SELECT conversation_key, kind, user_key FROM restrictions WHERE until <= ? ORDER BY until LIMIT ?)`,
    ...([at, limit] as const),
  );
  database.run(
    `DELETE FROM slow_marks WHERE (conversation_key, user_key) IN
       (SELECT conversation_key, user_key FROM slow_marks WHERE at < ? ORDER BY at LIMIT ?)`,
    ...([at - limits.slowModeSecondsMax * 1000, limit] as const),
  );
}

interface Restricted {
  readonly userKey: number;
  readonly until?: number | undefined;
  readonly reason?: string | undefined;
}

function isRestricted({ database }: Transaction, log: OpenLog, kind: Kind, { userKey, until, reason }: Restricted): boolean {
  const sql = `SELECT 1 FROM restrictions
    WHERE conversation_key = ? AND kind = ? AND user_key = ? AND until IS NOT DISTINCT FROM ? AND reason IS NOT DISTINCT FROM ?`;
  return database.one(sql, log.key, kind, userKey, until ?? null, reason ?? null) !== undefined;
}

/** Throws `too-many-restrictions`. */
function restrict(
  transaction: Transaction,
  { log, member }: Actor,
  kind: Kind,
  { userKey, at, until, reason }: Restricted & { readonly at: number },
): void {
  const { database } = transaction;
  const others = database.one<{ count: number }>(
    "SELECT count(*) AS count FROM restrictions WHERE conversation_key = ? AND kind = ? AND user_key <> ? AND (until IS NULL OR until > ?)",
    ...([log.key, kind, userKey, at] as const),
  );
  if ((others?.count ?? 0) >= limits.restrictionsPerRoomMax) throw new ShoalError("too-many-restrictions");
  database.run(
    `INSERT INTO restrictions (conversation_key, kind, user_key, at, until, reason, by_key) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (conversation_key, kind, user_key) DO UPDATE
     SET at = excluded.at, until = excluded.until, reason = excluded.reason, by_key = excluded.by_key`,
    ...([log.key, kind, userKey, at, until ?? null, reason ?? null, member.key] as const),
  );
  audit(transaction, { at, act: kind, actorKey: member.key, userKey, conversationKey: log.key, details: { until, reason } });
}

/** Whether there was one. */
function lift(transaction: Transaction, { log, member }: Actor, kind: Kind, userKey: number, at: number): boolean {
  const sql = "DELETE FROM restrictions WHERE conversation_key = ? AND kind = ? AND user_key = ?";
  if (transaction.database.run(sql, log.key, kind, userKey) === 0) return false;
  audit(transaction, { at, act: `un${kind}`, actorKey: member.key, userKey, conversationKey: log.key });
  return true;
}
