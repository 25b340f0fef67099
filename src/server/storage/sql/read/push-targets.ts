import type { Notify } from "../../../../protocol/conversation-settings.ts";
import type { MessageEvent } from "../../../../protocol/messages.ts";
import type { PushContent, PushLevel } from "../../../../protocol/push.ts";
import type { PushTarget, PushTargetQuery, PushTargets } from "../../push-records.ts";
import type { LogKind } from "../../storage.ts";
import type { Database } from "../database.ts";
import { ALL_MEMBERS, EventReader, type EventRow, eventSql } from "../event-rows.ts";

/** Of a log that grew by more than this, the newest places count. */
const PLACES_MAX = 1_000;

/**
 * A page of members, with or without a subscription: the place of the last one, and how many there are. Two members with the same key
 * are those of a direct message conversation, which is one page.
 */
export const pushMembersSql = `
  SELECT count(*) AS count, max(nickname_key) AS last FROM (
    SELECT nickname_key FROM memberships WHERE conversation_key = ?1 AND nickname_key > ?2 ORDER BY nickname_key LIMIT ?3
  ) AS page`;

/** A subscription, with the newest unread message of another user and the newest that mentions the user. */
const targetColumns = `
  SELECT users.id AS userId, push.session_id AS sessionId, push.endpoint, push.p256dh, push.auth, push.content, push.level,
    push.quiet, push.silent_until AS silentUntil, membership.notify,
    (SELECT seq FROM events
     WHERE log_key = ?1 AND seq > max(?2, membership.read_seq) AND type = 'message' AND user_key <> membership.user_key
       AND (details IS NULL OR details NOT LIKE '%"deleted":1%')
       AND NOT EXISTS (SELECT 1 FROM blocks WHERE blocks.user_key = membership.user_key AND blocked_key = events.user_key)
     ORDER BY seq DESC LIMIT 1) AS newestSeq,
    (SELECT max(seq) FROM mentions
     WHERE user_key IN (membership.user_key, ${ALL_MEMBERS}) AND log_key = ?1 AND seq > max(?2, membership.read_seq)
       AND author_key <> membership.user_key
       AND NOT EXISTS (SELECT 1 FROM blocks WHERE blocks.user_key = membership.user_key AND blocked_key = author_key)) AS mentionSeq`;

/** Those of a page of members. */
export const pushTargetsSql = `${targetColumns}
  FROM memberships AS membership INDEXED BY members_by_nickname
  CROSS JOIN push_subscriptions AS push INDEXED BY push_subscriptions_of_user ON push.user_key = membership.user_key
  CROSS JOIN users ON users.key = membership.user_key
  WHERE membership.conversation_key = ?1 AND membership.nickname_key > ?3 AND membership.nickname_key <= ?4
    AND membership.is_listed = 1`;

/** That of a session. */
export const pushTargetSql = `${targetColumns}
  FROM push_subscriptions AS push
  CROSS JOIN memberships AS membership
    ON membership.user_key = push.user_key AND membership.conversation_key = ?1 AND membership.is_listed = 1
  CROSS JOIN users ON users.key = membership.user_key
  WHERE push.session_id = ?3`;

interface TargetRow {
  readonly userId: string;
  readonly sessionId: string;
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
  readonly content: PushContent;
  readonly level: PushLevel;
  readonly quiet: string | null;
  readonly silentUntil: number | null;
  readonly notify: Notify | null;
  readonly newestSeq: number | null;
  readonly mentionSeq: number | null;
}

interface LogRow {
  readonly key: number;
  readonly head: number;
  readonly kind: LogKind;
  readonly roomName: string | null;
}

export function listPushTargets(database: Database, query: PushTargetQuery): PushTargets {
  const { conversationId, since, after = "", limit } = query;
  const log = knownLog(database, conversationId);
  const members = log && database.one<{ count: number; last: string | null }>(pushMembersSql, log.key, after, limit);
  if (!log || !members || members.last === null) return nobody;
  const rows = database.all<TargetRow>(pushTargetsSql, log.key, startOf(log, since), after, members.last);
  return { ...targetsOf(database, log, rows), ...(members.count === limit && { next: members.last }) };
}

export function findPushTarget(
  database: Database,
  { conversationId, since, sessionId }: { conversationId: string; since: number; sessionId: string },
): PushTargets {
  const log = knownLog(database, conversationId);
  if (!log) return nobody;
  return targetsOf(database, log, database.all<TargetRow>(pushTargetSql, log.key, startOf(log, since), sessionId));
}

const nobody: PushTargets = { items: [], messages: [] };

function knownLog(database: Database, conversationId: string): LogRow | undefined {
  return database.one<LogRow>(
    "SELECT logs.key, head, kind, name AS roomName FROM logs LEFT JOIN rooms ON rooms.key = logs.key WHERE logs.id = ?",
    conversationId,
  );
}

function startOf({ head }: LogRow, since: number): number {
  return Math.max(since, head - PLACES_MAX);
}

function targetsOf(database: Database, { key, kind, roomName }: LogRow, rows: readonly TargetRow[]): PushTargets {
  const items = rows.flatMap((row) => targetOf(row, kind) ?? []);
  const reader = new EventReader(database, key);
  const messages = [...new Set(items.map(({ seq }) => seq))].flatMap((seq) => {
    const row = database.one<EventRow>(eventSql, key, seq);
    return row?.type === "message" ? [reader.event(row) as MessageEvent] : [];
  });
  return { items, messages, ...(roomName !== null && { roomName }) };
}

/** What the user chose for the conversation goes before what they chose for all. */
function targetOf(row: TargetRow, kind: LogKind): PushTarget | undefined {
  const { userId, sessionId, endpoint, p256dh, auth, content, quiet, silentUntil, newestSeq, mentionSeq } = row;
  const chosen = row.notify ?? row.level;
  const isAll = chosen === "all" || (chosen === "calls" && kind === "direct");
  const seq = isAll ? newestSeq : mentionSeq;
  if (chosen === "none" || seq === null) return undefined;
  return {
    ...{ userId, sessionId, endpoint, keys: { p256dh, auth }, content, seq },
    isCall: kind === "direct" || seq === mentionSeq,
    ...(quiet !== null && { quiet: JSON.parse(quiet) }),
    ...(silentUntil !== null && { silentUntil }),
  };
}
