import { DELETED_NICKNAME } from "../../../../protocol/people.ts";
import type { Database } from "../database.ts";
import { type EventRow, eventsSql, readDetails } from "../event-rows.ts";
import type { ExportedConversation } from "./conversations.ts";

type Line = Readonly<Record<string, unknown>>;

const EVENTS_PER_PAGE = 1_000;

/** A log as it is, in order. A message is in its present state; what deleted users said is on its way out, and not exported. */
export function* eventLines(database: Database, { key, floor, head }: ExportedConversation): Generator<Line> {
  const deletedIds = new Set(
    database.all<{ id: string }>("SELECT id FROM users WHERE nickname = ?", DELETED_NICKNAME).map(({ id }) => id),
  );
  for (let after = floor; after < head; ) {
    const rows = database.all<EventRow>(
      `${eventsSql} AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?`,
      ...([key, after, head, EVENTS_PER_PAGE] as const),
    );
    for (const row of rows) yield row.type === "message" ? messageLine(row) : otherLine(row, deletedIds);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.seq;
  }
}

function messageLine(row: EventRow): Line {
  const { seq, at, type, userId: by, clientMessageId, nickname } = row;
  const place = { seq, at, type, by, clientMessageId };
  const { mentions, reply, files, data, editedAt, deleted, removal } = readDetails(row);
  if (nickname === DELETED_NICKNAME || deleted === 1) {
    return { ...place, text: "", isDeleted: true, ...(removal && nickname !== DELETED_NICKNAME && { removal }) };
  }
  return {
    ...{ ...place, text: row.body ?? "" },
    ...(mentions && { mentions }),
    ...(reply !== undefined && { replyTo: reply }),
    ...(files && { files }),
    ...(data !== undefined && { data: JSON.parse(data) }),
    ...(editedAt !== undefined && { editedAt }),
  };
}

function otherLine({ seq, at, type, userId, nickname, body }: EventRow, deletedIds: ReadonlySet<string>): Line {
  const place = { seq, at, type, ...(userId !== null && { by: userId }) };
  // Of a profile it is the former nickname.
  if (body === null || (type === "profile" && nickname === DELETED_NICKNAME)) return place;
  const content: Record<string, unknown> =
    deletedIds.size === 0 ? JSON.parse(body) : JSON.parse(body, (_, value: unknown) => anonymous(value, deletedIds));
  const { target, ...rest } = content;
  return { ...place, ...(target !== undefined && { target }), ...rest };
}

/** People inside an event are as they were then, but not after they were deleted. */
function anonymous(value: unknown, deletedIds: ReadonlySet<string>): unknown {
  const isPerson = typeof value === "object" && value !== null && "id" in value && "nickname" in value;
  return isPerson && deletedIds.has(String(value.id)) ? { id: value.id, nickname: DELETED_NICKNAME } : value;
}

/** Ids of the files that messages of the conversation name. */
export function fileIdsOf(database: Database, { key }: ExportedConversation): string[] {
  const rows = database.all<{ id: string }>(
    `SELECT files.id FROM files JOIN users ON users.key = user_key WHERE log_key = ? AND nickname <> ? ORDER BY seq, files.id`,
    key,
    DELETED_NICKNAME,
  );
  return rows.map(({ id }) => id);
}
