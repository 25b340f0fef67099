import { ShoalError } from "../../../../protocol/errors.ts";
import { isBotId } from "../../../../protocol/ids.ts";
import type { RoomRules } from "../../../../protocol/moderation.ts";
import type { Person } from "../../../../protocol/people.ts";
import type { RoomAct } from "../../moderation-records.ts";
import { personOf } from "../person-rows.ts";
import { rulesOf } from "../rules-rows.ts";
import { audit } from "./audit.ts";
import { lowerAllHands } from "./hands.ts";
import type { Member } from "./members.ts";
import { memberMay, requireActor } from "./standing.ts";
import type { OpenLog, Reading, Transaction } from "./transaction.ts";

export function setRules(transaction: Transaction, { rules: given, ...act }: RoomAct & { rules: RoomRules }): void {
  const actor = requireActor(transaction, act, "set-rules");
  const { log, member } = actor;
  if (given.retentionDays !== undefined || given.retentionMessages !== undefined) requireActor(transaction, act, "set-retention");
  if (given.announcement !== undefined && given.announcement !== "") requireUnmuted(transaction, member, act.at);
  const { at } = act;
  const { rules: before } = roomRulesOf(transaction, log);
  const rules = changeRules(transaction, log, given, { at, actorKey: member.key, by: personOf(member) });
  if (rules === undefined) return;
  if (before.hasHands === true && rules.hasHands !== true) lowerAllHands(transaction, actor, at);
  audit(transaction, { at, act: "set-rules", actorKey: member.key, conversationKey: log.key, details: { ...given } });
}

/** All of the rules then, or `undefined` where nothing changed. Without an actor it is the operator. */
export function changeRules(
  transaction: Transaction,
  log: OpenLog,
  given: RoomRules,
  { at, actorKey, by }: { readonly at: number; readonly actorKey?: number | undefined; readonly by?: Person | undefined },
): RoomRules | undefined {
  const before = roomRulesOf(transaction, log);
  const rules = withoutDefaults({ ...before.rules, ...given });
  if (JSON.stringify(rules) === JSON.stringify(withoutDefaults(before.rules))) return undefined;
  const text = Object.keys(rules).length === 0 ? null : JSON.stringify(rules);
  const { privateMessages = "all", retentionDays = 0, retentionMessages = 0 } = rules;
  transaction.database.run(
    "UPDATE rooms SET rules = ?, private_messages = ?, retention_days = ?, retention_messages = ? WHERE key = ?",
    ...([text, privateMessages, retentionDays, retentionMessages, log.key] as const),
  );
  refreshGuard(transaction, log);
  const archived = before.isArchived ? { isArchived: true } : {};
  transaction.append(log, actorKey ?? null, { type: "rules", at, ...(by && { by }), rules, ...archived });
  return rules;
}

/** In the order of the schema, so that equal rules are equal texts. */
function withoutDefaults(rules: RoomRules): RoomRules {
  const { isLocked, slowModeSeconds = 0, areLinksOff, areFilesOff, privateMessages = "all", hasHands, announcement = "" } = rules;
  const { retentionDays = 0, retentionMessages = 0 } = rules;
  return {
    ...(isLocked === true && { isLocked }),
    ...(slowModeSeconds > 0 && { slowModeSeconds }),
    ...(areLinksOff === true && { areLinksOff }),
    ...(areFilesOff === true && { areFilesOff }),
    ...(privateMessages !== "all" && { privateMessages }),
    ...(hasHands === true && { hasHands }),
    ...(announcement !== "" && { announcement }),
    ...(retentionDays > 0 && { retentionDays }),
    ...(retentionMessages > 0 && { retentionMessages }),
  };
}

export function roomRulesOf(
  { database }: Reading,
  log: Pick<OpenLog, "key">,
): { readonly rules: RoomRules; readonly isArchived: boolean } {
  const row = database.one<{ rules: string | null; isArchived: number }>(
    "SELECT rules, is_archived AS isArchived FROM rooms WHERE key = ?",
    log.key,
  );
  return { rules: rulesOf(row?.rules ?? null), isArchived: row?.isArchived === 1 };
}

/** After a change of the room's rules, or of who is muted in it. How long messages are kept refuses none. */
export function refreshGuard({ database }: Transaction, log: OpenLog): void {
  const row = database.one<{ isGuarded: number }>(
    `UPDATE logs SET is_guarded = CASE WHEN
       EXISTS (SELECT 1 FROM rooms WHERE key = ?1
         AND (json_remove(rules, '$.retentionDays', '$.retentionMessages') <> '{}' OR is_archived = 1))
       OR EXISTS (SELECT 1 FROM restrictions WHERE conversation_key = ?1 AND kind = 'mute') THEN 1 ELSE 0 END
     WHERE key = ?1 RETURNING is_guarded AS isGuarded`,
    log.key,
  );
  log.isGuarded = row?.isGuarded ?? 0;
}

/** A log as far as it decides what may be said there. */
type GuardedLog = Pick<OpenLog, "key" | "id" | "kind" | "isGuarded">;

/** What a member is about to put before the others. Reactions are words of few: a locked room has them. */
interface Speech {
  readonly at: number;
  readonly text?: string | undefined;
  readonly hasFiles?: boolean | undefined;
  readonly isReaction?: boolean | undefined;
  /** Slow mode counts it. */
  readonly isNew?: boolean | undefined;
}

/** Why the member may not say that there now, or `undefined` [P172, P173, P177]. */
export function speechRefusal(transaction: Reading, log: GuardedLog, member: Member, speech: Speech): ShoalError | undefined {
  const { at } = speech;
  if (member.writesFrom > at) return mutedUntil(member.writesFrom, at);
  if (log.kind === "direct") return privateRefusal(transaction, log, member);
  if (log.isGuarded === 0) return undefined;
  const { rules, isArchived } = roomRulesOf(transaction, log);
  if (isArchived) return new ShoalError("room-archived");
  const mute = muteRefusal(transaction, log, member, at) ?? makersMuteRefusal(transaction, log, member, at);
  return mute ?? rulesRefusal(transaction, log, member, { rules, speech });
}

export function requireSpeech(transaction: Transaction, log: OpenLog, member: Member, speech: Speech): void {
  const refusal = speechRefusal(transaction, log, member, speech);
  if (refusal) throw refusal;
}

function muteRefusal(
  { database }: Reading,
  log: GuardedLog,
  member: { readonly key: number },
  at: number,
): ShoalError | undefined {
  const mute = database.one<{ until: number | null }>(
    "SELECT until FROM restrictions WHERE conversation_key = ? AND kind = 'mute' AND user_key = ? AND (until IS NULL OR until > ?)",
    ...([log.key, member.key, at] as const),
  );
  return mute && mutedUntil(mute.until ?? Number.MAX_SAFE_INTEGER, at);
}

/** A bot is muted where its maker is [P219d]. On the whole server that is in the bot's own row. */
function makersMuteRefusal(transaction: Reading, log: GuardedLog, { id, key }: Member, at: number): ShoalError | undefined {
  if (!isBotId(id)) return undefined;
  const maker = transaction.database.one<{ key: number | null }>("SELECT maker_key AS key FROM bots WHERE user_key = ?", key);
  return typeof maker?.key === "number" ? muteRefusal(transaction, log, { key: maker.key }, at) : undefined;
}

/** Of what a user puts before others by other means than messages, such as the name of a room. Throws `muted` [P177]. */
export function requireUnmuted({ database }: Reading, user: { readonly key: number }, at: number): void {
  const row = database.one<{ writesFrom: number }>("SELECT writes_from AS writesFrom FROM users WHERE key = ?", user.key);
  if (row !== undefined && row.writesFrom > at) throw mutedUntil(row.writesFrom, at);
}

function mutedUntil(until: number, at: number): ShoalError {
  return new ShoalError("muted", until === Number.MAX_SAFE_INTEGER ? {} : { retryAfterMs: until - at });
}

/** What looks like a link on the page. */
const link = /\bhttps?:\/\/|\bwww\.\S/iu;

function rulesRefusal(
  transaction: Reading,
  log: GuardedLog,
  member: Member,
  { rules, speech }: { readonly rules: RoomRules; readonly speech: Speech },
): ShoalError | undefined {
  const { isReaction = false, isNew = false, hasFiles = false, text = "" } = speech;
  const isLocked = rules.isLocked === true && !isReaction && member.hasVoice === 0;
  const hasLink = rules.areLinksOff === true && link.test(text);
  const hasFile = rules.areFilesOff === true && hasFiles;
  const waitMs = isNew ? slowModeWaitMs(transaction, log, member, { rules, at: speech.at }) : 0;
  const isRefused = isLocked || hasLink || hasFile || waitMs > 0;
  if (!isRefused || memberMay(transaction, member, "ignore-rules", log)) return undefined;
  if (isLocked) return new ShoalError("room-locked");
  if (hasLink) return new ShoalError("links-not-allowed");
  if (hasFile) return new ShoalError("files-not-allowed");
  return new ShoalError("slow-mode", { retryAfterMs: waitMs });
}

/** Never longer than the rule says, whichever way the clock was set since. */
function slowModeWaitMs(
  { database }: Reading,
  log: GuardedLog,
  member: Member,
  { rules, at }: { readonly rules: RoomRules; readonly at: number },
): number {
  const slowMs = (rules.slowModeSeconds ?? 0) * 1000;
  if (slowMs === 0) return 0;
  const sql = "SELECT at FROM slow_marks WHERE conversation_key = ? AND user_key = ?";
  const mark = database.one<{ at: number }>(sql, log.key, member.key);
  return mark === undefined ? 0 : Math.min(slowMs, mark.at + slowMs - at);
}

/** After a message was stored. */
export function noteSpeech(transaction: Transaction, log: OpenLog, member: Member, at: number): void {
  if (log.isGuarded === 0 || roomRulesOf(transaction, log).rules.slowModeSeconds === undefined) return;
  transaction.database.run(
    "INSERT INTO slow_marks (conversation_key, user_key, at) VALUES (?, ?, ?) ON CONFLICT (conversation_key, user_key) DO UPDATE SET at = excluded.at",
    ...([log.key, member.key, at] as const),
  );
}

/** A room that both are in, of which both are plain members, or that lets members write to no one [P172f]. */
function privateRefusal({ database }: Reading, log: GuardedLog, member: Member): ShoalError | undefined {
  const isOff = database.one(
    `SELECT 1 FROM rooms INDEXED BY rooms_that_limit_private_messages
     JOIN memberships AS own ON own.conversation_key = rooms.key AND own.user_key = ?1
     JOIN memberships AS peers ON peers.conversation_key = rooms.key AND peers.user_key = (
       SELECT low_user_key + high_user_key - ?1 FROM directs WHERE key = ?2)
     WHERE private_messages <> 'all' AND own.role = 'member' AND (private_messages = 'none' OR peers.role = 'member') LIMIT 1`,
    ...([member.key, log.key] as const),
  );
  return isOff === undefined ? undefined : new ShoalError("private-messages-off");
}
