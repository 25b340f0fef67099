import { isArchived } from "../../../../protocol/conversation-settings.ts";
import { LOBBY_ID } from "../../../../protocol/ids.ts";
import { DELETED_NICKNAME } from "../../../../protocol/people.ts";
import type { Database } from "../database.ts";
import { rulesOf } from "../rules-rows.ts";
import { type SettingsRow, settingsColumns, settingsOf } from "../settings-rows.ts";

type Line = Readonly<Record<string, unknown>>;

/** A conversation that is exported. */
export interface ExportedConversation {
  readonly key: number;
  readonly id: string;
  readonly kind: "room" | "direct";
  readonly head: number;
  readonly floor: number;
  readonly messageCount: number;
  /** Without those that are not kept any more. */
  readonly keptMessageCount: number;
}

/** The lobby first; those without people and those that are being imported are none. */
export function exportedConversations(database: Database): ExportedConversation[] {
  return database.all<ExportedConversation>(
    `SELECT logs.key, logs.id, kind, head, floor, message_count AS messageCount,
       message_count - floor_message_count AS keptMessageCount FROM logs LEFT JOIN rooms USING (key)
     WHERE kind <> 'user' AND logs.key NOT IN (SELECT key FROM import_builds) AND (member_count > 0 OR logs.id = ?1 OR (kind = 'direct' AND EXISTS
       (SELECT 1 FROM memberships JOIN users ON users.key = user_key WHERE conversation_key = logs.key AND nickname <> ?2)))
     ORDER BY logs.id <> ?1, logs.key`,
    ...([LOBBY_ID, DELETED_NICKNAME] as const),
  );
}

interface RoomRow {
  readonly name: string;
  readonly description: string;
  readonly emoji: string;
  readonly picture: string | null;
  readonly isPrivate: number;
  readonly isArchived: number;
  readonly rules: string | null;
}

export function conversationLine(database: Database, { key, id, kind, head, floor }: ExportedConversation): Line {
  const log = { id, kind, head, ...(floor > 0 && { floor }) };
  if (kind === "direct") {
    const people = database.all<{ id: string }>(
      "SELECT users.id FROM directs JOIN users ON users.key IN (low_user_key, high_user_key) WHERE directs.key = ? ORDER BY users.key",
      key,
    );
    return { ...log, people: people.map((person) => person.id) };
  }
  const room = database.one<RoomRow>(
    `SELECT name, description, emoji, picture, is_private AS isPrivate, is_archived AS isArchived, rules FROM rooms WHERE key = ?`,
    key,
  );
  if (!room) throw new Error("a log of that kind is a room's");
  return {
    ...log,
    ...(id === LOBBY_ID && { isLobby: true }),
    name: room.name,
    ...(room.description !== "" && { description: room.description }),
    ...(room.emoji !== "" && { emoji: room.emoji }),
    ...(room.picture !== null && { picture: room.picture }),
    ...(room.isPrivate === 1 && { isPrivate: true }),
    ...(room.isArchived === 1 && { isArchived: true }),
    ...(room.rules !== null && { rules: rulesOf(room.rules) }),
  };
}

const MEMBERS_PER_PAGE = 1_000;

/** In the order in which they came. */
export function* memberLines(database: Database, { key, kind, messageCount }: ExportedConversation): Generator<Line> {
  for (let offset = 0; ; offset += MEMBERS_PER_PAGE) {
    const rows = database.all<
      SettingsRow & { userId: string; role: string; joinedSeq: number; isListed: number; hasVoice: number }
    >(
      `SELECT users.id AS userId, role, joined_seq AS joinedSeq, is_listed AS isListed, has_voice AS hasVoice, ${settingsColumns}
       FROM memberships AS membership JOIN users ON users.key = user_key WHERE conversation_key = ? ORDER BY joined_seq, user_key LIMIT ? OFFSET ?`,
      ...([key, MEMBERS_PER_PAGE, offset] as const),
    );
    for (const row of rows) {
      const settings = settingsOf(row);
      yield {
        ...{ userId: row.userId, role: row.role },
        ...(kind === "room" && { joinedSeq: row.joinedSeq }),
        ...(row.isListed === 0 && { isListed: false }),
        ...(row.hasVoice === 1 && { hasVoice: true }),
        ...(settings.isPinned === true && { isPinned: true }),
        ...(isArchived({ messageCount, settings }) && { isArchived: true }),
        ...(settings.notify !== undefined && { notify: settings.notify }),
      };
    }
    if (rows.length < MEMBERS_PER_PAGE) return;
  }
}
