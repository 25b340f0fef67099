import { ShoalError } from "../../../../protocol/errors.ts";
import type { FoundMessage } from "../../../../protocol/frames/message-lists.ts";
import { limits } from "../../../../protocol/limits.ts";
import type { MessageEvent } from "../../../../protocol/messages.ts";
import type { Person } from "../../../../protocol/people.ts";
import type { Page, PageRequest, Reaction } from "../../storage.ts";
import type { Database } from "../database.ts";
import { ALL_MEMBERS, EventReader, type EventRow, eventSql } from "../event-rows.ts";
import { type PersonRow, personOf } from "../person-rows.ts";
import { memberKeys } from "./membership.ts";

export const pinsSql = "SELECT seq FROM pins WHERE log_key = ? ORDER BY pinned_seq DESC LIMIT ?";

export const reactorsSql = `
  SELECT reacted_seq AS reactedSeq, users.id, users.nickname, users.tone, users.picture
  FROM reactions JOIN users ON users.key = user_key
  WHERE log_key = ? AND seq = ? AND emoji = ? AND reacted_seq > ?
  ORDER BY reacted_seq LIMIT ?`;

/** Of the user, and of all members of the conversations in the user's list; each with a bound of its own. */
export const mentionsSql = `
  SELECT at, log_key AS logKey, seq FROM (
    SELECT at, log_key, seq FROM mentions
    WHERE user_key = ?1 AND author_key <> ?1 AND (at, log_key, seq) < (?2, ?3, ?4)
      AND EXISTS (SELECT 1 FROM memberships WHERE user_key = ?1 AND conversation_key = log_key AND is_listed = 1)
    ORDER BY at DESC, log_key DESC, seq DESC LIMIT ?5
  ) AS own
  UNION
  SELECT at, log_key, seq FROM (
    SELECT mentions.at, log_key, mentions.seq
    FROM memberships JOIN mentions ON mentions.user_key = ?6 AND log_key = conversation_key
    WHERE memberships.user_key = ?1 AND is_listed = 1 AND author_key <> ?1 AND (mentions.at, log_key, mentions.seq) < (?2, ?3, ?4)
    ORDER BY mentions.at DESC, log_key DESC, mentions.seq DESC LIMIT ?5
  ) AS for_all
  ORDER BY at DESC, logKey DESC, seq DESC LIMIT ?5`;

export function listPins(
  database: Database,
  { conversationId, userId }: { conversationId: string; userId: string },
): readonly MessageEvent[] {
  const { userKey, conversationKey } = memberKeys(database, conversationId, userId);
  const reader = new EventReader(database, conversationKey);
  return database
    .all<{ seq: number }>(pinsSql, conversationKey, limits.pinsMax)
    .map(({ seq }) => reader.state(messageRow(database, conversationKey, seq), userKey));
}

export function listReactors(
  database: Database,
  { conversationId, userId, seq, emoji, page }: Omit<Reaction, "at"> & { page: Omit<PageRequest, "text"> },
): Page<Person> {
  const { conversationKey } = memberKeys(database, conversationId, userId);
  messageRow(database, conversationKey, seq);
  const after = Number(page.after ?? 0) || 0;
  const rows = database.all<PersonRow & { reactedSeq: number }>(
    reactorsSql,
    ...([conversationKey, seq, emoji, after, page.limit + 1] as const),
  );
  const shown = rows.slice(0, page.limit);
  const items = shown.map(personOf);
  return { items, ...(rows.length > shown.length && { next: String(shown.at(-1)?.reactedSeq) }) };
}

interface MentionPlace {
  readonly at: number;
  readonly logKey: number;
  readonly seq: number;
}

export function listMentions(
  database: Database,
  { userId, page }: { userId: string; page: Omit<PageRequest, "text"> },
): Page<FoundMessage> {
  const user = database.one<{ key: number }>("SELECT key FROM logs WHERE id = ? AND kind = 'user'", userId);
  if (!user) throw new ShoalError("not-found");
  const { at, logKey, seq } = placeOf(page.after);
  const places = database.all<MentionPlace>(mentionsSql, ...([user.key, at, logKey, seq, page.limit + 1, ALL_MEMBERS] as const));
  const shown = places.slice(0, page.limit);
  const last = shown.at(-1);
  const items = shown.map((place) => ({
    conversationId: idOf(database, place.logKey),
    message: new EventReader(database, place.logKey).state(messageRow(database, place.logKey, place.seq), user.key),
  }));
  return { items, ...(last && places.length > shown.length && { next: `${last.at}.${last.logKey}.${last.seq}` }) };
}

/** Garbage is the beginning: a token is opaque, and only `next` makes one. */
function placeOf(token: string | undefined): MentionPlace {
  const [at, logKey, seq] = (token ?? "").split(".").map(Number);
  const isWhole = [at, logKey, seq].every((part) => Number.isSafeInteger(part));
  if (!isWhole || at === undefined || logKey === undefined || seq === undefined) {
    return { at: Number.MAX_SAFE_INTEGER, logKey: 0, seq: 0 };
  }
  return { at, logKey, seq };
}

function messageRow(database: Database, logKey: number, seq: number): EventRow {
  const row = database.one<EventRow>(eventSql, logKey, seq);
  if (row?.type !== "message") throw new ShoalError("not-found");
  return row;
}

function idOf(database: Database, logKey: number): string {
  const row = database.one<{ id: string }>("SELECT id FROM logs WHERE key = ?", logKey);
  if (!row) throw new Error("a key names a log");
  return row.id;
}
