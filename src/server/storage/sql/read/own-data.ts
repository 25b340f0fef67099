import type { ServerRole } from "../../../../protocol/accounts.ts";
import { ShoalError } from "../../../../protocol/errors.ts";
import { limits } from "../../../../protocol/limits.ts";
import type { OwnConversation, OwnEvent, OwnEvents, OwnProfile, PeoplePage } from "../../people-records.ts";
import { type ConversationRow, conversationOf, conversationOfUserSql } from "../conversation-rows.ts";
import type { Database } from "../database.ts";
import { readDetails } from "../event-rows.ts";
import { type PersonRow, personOf } from "../person-rows.ts";
import { blockedIds } from "./people.ts";

interface ProfileRow extends PersonRow {
  readonly key: number;
  readonly status: string | null;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly isAccount: number;
  readonly hasPassword: number | null;
  readonly serverRole: ServerRole | null;
  readonly isReadShared: number;
}

export function exportProfile(database: Database, { userId }: { userId: string; at: number }): OwnProfile {
  const user = database.one<ProfileRow>(
    `SELECT key, id, nickname, tone, picture, status, created_at AS createdAt, last_seen_at AS lastSeenAt, is_account AS isAccount,
       password_hash IS NOT NULL AS hasPassword, server_role AS serverRole, is_read_shared AS isReadShared
     FROM users LEFT JOIN accounts ON accounts.user_key = users.key
     WHERE key = (SELECT key FROM logs WHERE id = ? AND kind = 'user') AND nickname_key IS NOT NULL`,
    userId,
  );
  if (!user) throw new ShoalError("not-found");
  const { key, status, createdAt, lastSeenAt, isAccount, hasPassword, serverRole, isReadShared } = user;
  return {
    person: personOf(user),
    ...(status !== null && { status }),
    ...{ createdAt, lastSeenAt },
    ...{ isAccount: isAccount !== 0, hasPassword: hasPassword === 1, serverRole: serverRole ?? "member" },
    isReadShared: isReadShared !== 0,
    sessions: database.all(
      `SELECT device, created_at AS createdAt, last_seen_at AS lastSeenAt FROM sessions WHERE user_key = ?
       ORDER BY last_seen_at DESC LIMIT ?`,
      ...([key, limits.sessionsListedMax] as const),
    ),
    identities: database.all("SELECT issuer, subject FROM identities WHERE user_key = ? ORDER BY issuer, subject", key),
    blockedIds: blockedIds(database, key),
    reports: database
      .all<{ at: number; conversationId: string; seq: number; reason: string | null }>(
        `SELECT at, logs.id AS conversationId, seq, reason FROM reports JOIN logs ON logs.key = log_key
         WHERE reporter_key = ? AND resolved_at IS NULL ORDER BY reports.id LIMIT ?`,
        ...([key, limits.openReportsPerUserMax] as const),
      )
      .map(({ reason, ...report }) => ({ ...report, ...(reason !== null && { reason }) })),
    uploads: database.all(
      `SELECT id, name, byte_length AS byteLength, created_at AS at FROM files WHERE user_key = ? AND log_key IS NULL
       ORDER BY id LIMIT ?`,
      ...([key, UPLOADS_MAX] as const),
    ),
  };
}

/** Those that no message names are kept for a day. */
const UPLOADS_MAX = 1_000;

/** Events of the user's own log in which one page looks for conversations: most are moved read markers. */
const OWN_PLACES_PER_PAGE_MAX = 5_000;

export function exportConversations(
  database: Database,
  { userId, after, limit }: { userId: string; after: string | undefined; limit: number },
): PeoplePage<OwnConversation> {
  const own = ownLog(database, userId);
  const start = Number(after ?? 0) || 0;
  const end = Math.min(own.head, start + OWN_PLACES_PER_PAGE_MAX);
  const rows = database.all<{ seq: number; at: number; body: string }>(
    "SELECT seq, at, body FROM events WHERE log_key = ? AND seq > ? AND seq <= ? AND type = 'joined' ORDER BY seq LIMIT ?",
    ...([own.key, start, end, limit] as const),
  );
  const items = rows.map(({ at, body }) => {
    const { conversation } = JSON.parse(body) as { conversation: { id: string; kind: "room" | "direct" } };
    const { id: conversationId, kind } = conversation;
    return { conversationId, kind, joinedAt: at, ...membershipOf(database, own.key, conversationId) };
  });
  const last = rows.length < limit ? end : (rows.at(-1)?.seq ?? end);
  return { items, ...(last < own.head && { next: String(last) }) };
}

function membershipOf(database: Database, userKey: number, conversationId: string): Pick<OwnConversation, "membership"> {
  const row = database.one<ConversationRow>(
    `${conversationOfUserSql} AND membership.conversation_key = (SELECT key FROM logs WHERE id = ?)`,
    ...([userKey, conversationId] as const),
  );
  if (row === undefined) return {};
  const { settings = {}, readSeq, ...conversation } = conversationOf(row);
  const named = conversation.kind === "room" ? { name: conversation.name } : { peer: conversation.peer };
  return { membership: { ...named, role: row.role, readSeq, settings: { ...settings } } };
}

/** In the order of the primary key, and only so far: the rows of others are looked at, and not read. */
export const ownEventsSql = `
  SELECT seq, at, type, body, details FROM events
  WHERE log_key = ? AND seq > ? AND seq <= ? AND user_key = ? AND type IN ('message', 'react') ORDER BY seq`;

export function exportEvents(
  database: Database,
  { userId, conversationId, after, places }: { userId: string; conversationId: string; after: number; places: number },
): OwnEvents {
  const user = ownLog(database, userId);
  const log = database.one<{ key: number; head: number; floor: number }>(
    "SELECT key, head, floor FROM logs WHERE id = ? AND kind <> 'user'",
    conversationId,
  );
  if (!log) throw new ShoalError("not-found");
  const start = Math.max(after, log.floor);
  const end = Math.min(log.head, start + places);
  const rows = database.all<OwnRow>(ownEventsSql, ...([log.key, start, end, user.key] as const));
  const events: OwnEvent[] = [];
  let bytes = 0;
  for (const row of rows) {
    bytes += (row.body?.length ?? 0) + (row.details?.length ?? 0);
    // A page is about as large as one of history, and goes on where it ends.
    if (bytes > limits.eventsFrameBytesMax && events.length > 0) return { events, last: row.seq - 1, head: log.head };
    const event = row.type === "message" ? ownMessage(row) : ownReaction(database, log.key, user.key, row);
    if (event) events.push(event);
  }
  return { events, last: end, head: log.head };
}

interface OwnRow {
  readonly seq: number;
  readonly at: number;
  readonly type: "message" | "react";
  readonly body: string | null;
  readonly details: string | null;
}

function ownMessage(row: OwnRow): OwnEvent | undefined {
  const { deleted, editedAt, reply, files, data } = readDetails(row);
  if (deleted) return undefined;
  const { seq, at, body } = row;
  return {
    ...{ type: "message", seq, at, text: body ?? "" },
    ...(editedAt !== undefined && { editedAt }),
    ...(reply !== undefined && { replyTo: reply }),
    ...(files && { files: files.map(({ id, name, type, byteLength }) => ({ id, name, type, byteLength })) }),
    ...(data !== undefined && { data: JSON.parse(data) }),
  };
}

/** Only one that was not taken back. */
function ownReaction(database: Database, logKey: number, userKey: number, { seq, at, body }: OwnRow): OwnEvent | undefined {
  const { emoji, target } = JSON.parse(body ?? "{}") as { emoji: string; target: number };
  const isThere = database.one(
    "SELECT 1 FROM reactions WHERE log_key = ? AND seq = ? AND user_key = ? AND emoji = ? AND reacted_seq = ?",
    ...([logKey, target, userKey, emoji, seq] as const),
  );
  return isThere === undefined ? undefined : { type: "react", seq, at, emoji, target };
}

function ownLog(database: Database, userId: string): { readonly key: number; readonly head: number } {
  const log = database.one<{ key: number; head: number }>("SELECT key, head FROM logs WHERE id = ? AND kind = 'user'", userId);
  if (!log) throw new ShoalError("not-found");
  return log;
}
