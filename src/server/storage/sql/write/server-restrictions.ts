import type { EndedSession } from "../../bot-records.ts";
import type { UserAct, UserRestriction } from "../../people-records.ts";
import type { ServerActor } from "../server-actors.ts";
import { audit } from "./audit.ts";
import { botsMadeBy, endBotSessionsOf } from "./bot-ends.ts";
import { requireServerAct } from "./server-standing.ts";
import { endSessionsBut, SERVER } from "./sessions.ts";
import { ownLog, type Transaction } from "./transaction.ts";

/** Of restrictions without an end. */
const NEVER = Number.MAX_SAFE_INTEGER;

type Kind = "mute" | "ban";

export function banUser(transaction: Transaction, act: UserRestriction): EndedSession[] {
  const { actor, user } = requireServerAct(transaction, act, "ban-user");
  if (restrict(transaction, actor, user, "ban", act)) note(transaction, actor, user, "ban-user", act);
  const ended = endSessionsBut(transaction, user.key, "").map((sessionId) => ({ userId: user.id, sessionId }));
  return [...ended, ...endBotSessionsOf(transaction, user)];
}

export function unbanUser(transaction: Transaction, act: UserAct): void {
  const { actor, user } = requireServerAct(transaction, act, "ban-user");
  if (lift(transaction, user, "ban")) note(transaction, actor, user, "unban-user", act);
}

export function muteUser(transaction: Transaction, act: UserRestriction): void {
  const { actor, user } = requireServerAct(transaction, act, "mute-user");
  const { at, until, reason } = act;
  if (!restrict(transaction, actor, user, "mute", act)) return;
  const mute = { ...(until !== undefined && { until }), ...(reason !== undefined && { reason }) };
  transaction.append(ownLog(transaction, user), null, { type: "server-mute", at, mute });
  note(transaction, actor, user, "mute-user", act);
}

export function unmuteUser(transaction: Transaction, act: UserAct): void {
  const { actor, user } = requireServerAct(transaction, act, "mute-user");
  const { at } = act;
  const isNewcomer = writesFrom(transaction, user) > at;
  if (!lift(transaction, user, "mute") && !isNewcomer) return;
  transaction.append(ownLog(transaction, user), null, { type: "server-mute", at });
  note(transaction, actor, user, "unmute-user", act);
}

/** When a bot with a new maker, who is not muted, may write. */
export function refreshWritesFrom(transaction: Transaction, bot: Keyed): void {
  setWritesFrom(transaction, bot, endOfRestrictions(transaction, bot));
}

/** A user who is no more is not restricted. */
export function forgetRestrictionsOf({ database }: Transaction, user: { readonly key: number }): void {
  database.run("DELETE FROM restrictions WHERE user_key = ?", user.key);
}

interface Keyed {
  readonly key: number;
}

/** Whether that is another restriction than the one until now. What holds, holds for writing, too: a ban ends what is on its way. */
function restrict(
  transaction: Transaction,
  actor: ServerActor,
  user: Keyed,
  kind: Kind,
  { at, until, reason }: UserRestriction,
): boolean {
  const { database } = transaction;
  const earlier = restriction(transaction, user, kind);
  if (earlier !== undefined && earlier.until === (until ?? null) && earlier.reason === (reason ?? null)) return false;
  database.run(
    `INSERT INTO restrictions (conversation_key, kind, user_key, at, until, reason, by_key) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (conversation_key, kind, user_key)
     DO UPDATE SET at = excluded.at, until = excluded.until, reason = excluded.reason, by_key = excluded.by_key`,
    ...([SERVER, kind, user.key, at, until ?? null, reason ?? null, actor.key ?? null] as const),
  );
  const ofNewcomer = earlier === undefined ? writesFrom(transaction, user) : 0;
  const own = Math.max(ofNewcomer, endOfRestrictions(transaction, user));
  setWritesFrom(transaction, user, Math.max(own, endOfMakersRestrictions(transaction, user)));
  return true;
}

/** Whether there was one. */
function lift(transaction: Transaction, user: Keyed, kind: Kind): boolean {
  const lifted = transaction.database.run(
    "DELETE FROM restrictions WHERE conversation_key = ? AND kind = ? AND user_key = ?",
    ...([SERVER, kind, user.key] as const),
  );
  setWritesFrom(transaction, user, Math.max(endOfRestrictions(transaction, user), endOfMakersRestrictions(transaction, user)));
  return lifted > 0;
}

function restriction(
  { database }: Transaction,
  user: Keyed,
  kind: Kind,
): { readonly until: number | null; readonly reason: string | null } | undefined {
  return database.one(
    "SELECT until, reason FROM restrictions WHERE conversation_key = ? AND kind = ? AND user_key = ?",
    ...([SERVER, kind, user.key] as const),
  );
}

function endOfRestrictions({ database }: Transaction, user: Keyed): number {
  const row = database.one<{ end: number | null }>(
    `SELECT max(coalesce(until, ?)) AS "end" FROM restrictions WHERE conversation_key = ? AND kind IN ('mute', 'ban') AND user_key = ?`,
    ...([NEVER, SERVER, user.key] as const),
  );
  return row?.end ?? 0;
}

/** 0 for a user who is no bot. */
function endOfMakersRestrictions(transaction: Transaction, { key }: Keyed): number {
  const maker = transaction.database.one<{ key: number }>(
    "SELECT maker_key AS key FROM bots WHERE user_key = ? AND maker_key IS NOT NULL",
    key,
  );
  return maker === undefined ? 0 : endOfRestrictions(transaction, maker);
}

function writesFrom({ database }: Transaction, user: Keyed): number {
  return database.one<{ at: number }>("SELECT writes_from AS at FROM users WHERE key = ?", user.key)?.at ?? 0;
}

/** Bots are muted with their maker: no one writes by a bot what they may not write themselves. */
function setWritesFrom(transaction: Transaction, user: Keyed, at: number): void {
  const sql = "UPDATE users SET writes_from = ? WHERE key = ?";
  const { database } = transaction;
  database.run(sql, at, user.key);
  for (const bot of botsMadeBy(transaction, user)) database.run(sql, Math.max(at, endOfRestrictions(transaction, bot)), bot.key);
}

function note(
  transaction: Transaction,
  actor: ServerActor,
  user: Keyed,
  act: "ban-user" | "unban-user" | "mute-user" | "unmute-user",
  { at, until, reason }: UserRestriction,
): void {
  audit(transaction, { at, act, actorKey: actor.key, userKey: user.key, details: { until, reason } });
}
