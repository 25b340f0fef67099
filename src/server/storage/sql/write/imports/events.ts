import { isEmptyData } from "../../../../../protocol/custom-data.ts";
import { newClientMessageId } from "../../../../../protocol/ids.ts";
import { limits } from "../../../../../protocol/limits.ts";
import { DELETED_NICKNAME } from "../../../../../protocol/people.ts";
import type {
  EventBatch,
  ImportedEvent,
  ImportedMessage,
  ImportProgress,
  OtherImportedEvent,
  RefusedEvent,
} from "../../../import-records.ts";
import { ALL_MEMBERS, type MessageDetails, readDetails, textOfDetails } from "../../event-rows.ts";
import type { OpenLog, Transaction } from "../transaction.ts";
import { type Build, buildOf, progressOf } from "./building.ts";
import { type ForeignUser, ForeignUsers, takeFileId } from "./foreign-ids.ts";

type Refusal = Omit<RefusedEvent, "seq">;

interface Place {
  readonly transaction: Transaction;
  readonly build: Build;
  readonly users: ForeignUsers;
}

/** They are told to no one: the log has no reader yet. */
export function importEvents(transaction: Transaction, { source, foreignId, events }: EventBatch): ImportProgress {
  const found = buildOf(transaction, source, foreignId);
  const { log, build } = found;
  if (build === undefined) return progressOf(found);
  const place = { transaction, build, users: new ForeignUsers(transaction.database, source) };
  let refused: RefusedEvent | undefined;
  for (const event of events) {
    if (event.seq <= log.head) continue;
    const refusal = event.seq === log.head + 1 ? add(place, event) : ({ reason: "order" } as const);
    if (refusal === undefined) continue;
    refused = { seq: event.seq, ...refusal };
    break;
  }
  transaction.database.run(
    "UPDATE logs SET head = ?, message_count = ?, last_message_seq = ? WHERE key = ?",
    ...([log.head, log.messageCount, log.lastMessageSeq, log.key] as const),
  );
  return { ...progressOf(found), ...(refused && { refused }) };
}

/** Checks first, and then writes all of the event. */
function add(place: Place, event: ImportedEvent): Refusal | undefined {
  const author = event.by === undefined ? undefined : place.users.find(event.by);
  if (event.by !== undefined && author === undefined) return { reason: "user", detail: event.by };
  return isMessage(event) ? addMessage(place, event, author) : addOther(place, event, author);
}

function isMessage(event: ImportedEvent): event is ImportedMessage {
  return event.type === "message";
}

function addMessage(place: Place, message: ImportedMessage, author: ForeignUser | undefined): Refusal | undefined {
  if (author === undefined) return { reason: "user" };
  const { transaction, build, users } = place;
  const { database } = transaction;
  const { log, conversation } = build;
  const { at, mentions = [], replyTo, removal, editedAt, data } = message;
  const named = [...mentions.flatMap(({ userId }) => userId ?? []), ...(removal ? [removal.by] : [])];
  const missing = named.find((id) => users.find(id) === undefined);
  if (missing !== undefined) return { reason: "user", detail: missing };

  // What a user wrote who was deleted is not written again.
  const isDeleted = message.isDeleted === true || author.nickname === DELETED_NICKNAME;
  const seq = log.head + 1;
  const reply = replyTo !== undefined && replyTo < seq ? replyTo : undefined;
  const ownMentions = mentions.map(({ userId, ...range }) => ({
    ...range,
    ...(userId !== undefined && { userId: idOf(users, userId) }),
  }));
  const files = message.files?.map((file) => ({ ...file, id: takeFileId(database, conversation.source, file.id) }));
  const details: MessageDetails = isDeleted
    ? {
        deleted: 1,
        ...(removal && {
          removal: { by: idOf(users, removal.by), ...(removal.reason !== undefined && { reason: removal.reason }) },
        }),
      }
    : {
        ...(ownMentions.length > 0 && { mentions: ownMentions }),
        ...(reply !== undefined && { reply }),
        ...(files && files.length > 0 && { files }),
        ...(data && !isEmptyData(data) && { data: JSON.stringify(data) }),
        ...(editedAt !== undefined && { editedAt }),
      };
  const content = { body: isDeleted ? "" : message.text.toWellFormed(), details: textOfDetails(details) };
  insert(transaction, log, {
    ...message,
    authorKey: author.key,
    clientMessageId: message.clientMessageId ?? newClientMessageId(at),
    ...content,
  });
  if (isDeleted) return undefined;
  for (const { id, name, type, byteLength, width, height } of files ?? []) {
    database.run(
      `INSERT INTO files (id, user_key, name, type, upload_length, byte_length, width, height, created_at, completed_at, log_key, seq)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...([id, author.key, name, type, byteLength, byteLength, width ?? null, height ?? null, at, at, log.key, seq] as const),
    );
  }
  const answered = log.kind === "room" && reply !== undefined ? authorAt(place, reply) : undefined;
  const mentioned = [
    ...mentions.map(({ userId }) => (userId === undefined ? ALL_MEMBERS : keyOfPresent(users.find(userId)))),
    answered,
  ];
  for (const key of mentioned) {
    if (key === undefined) continue;
    database.run(
      "INSERT INTO mentions (user_key, log_key, seq, author_key, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
      ...([key, log.key, seq, author.key, at] as const),
    );
  }
  return undefined;
}

function idOf(users: ForeignUsers, foreignId: string): string {
  return users.find(foreignId)?.id ?? foreignId;
}

/** A deleted user is not told. */
function keyOfPresent(user: Pick<ForeignUser, "key" | "nickname"> | undefined): number | undefined {
  return user?.nickname === DELETED_NICKNAME ? undefined : user?.key;
}

function authorAt({ transaction, build }: Place, seq: number): number | undefined {
  return keyOfPresent(
    transaction.database.one<{ key: number; nickname: string }>(
      "SELECT users.key, nickname FROM events JOIN users ON users.key = user_key WHERE log_key = ? AND seq = ? AND type = 'message'",
      ...([build.log.key, seq] as const),
    ),
  );
}

function addOther(place: Place, event: OtherImportedEvent, author: ForeignUser | undefined): Refusal | undefined {
  const { transaction, build, users } = place;
  const { log } = build;
  const { target } = event;
  // What is changed may lie before what is kept.
  if (target !== undefined && target > log.floor) {
    const refusal = change(place, event, target, author);
    if (refusal !== undefined) return refusal;
  }
  const content = { ...mapPeople(users, event.content ?? {}), ...(target !== undefined && { target }) };
  const body = Object.keys(content).length === 0 ? null : JSON.stringify(content);
  insert(transaction, log, { ...event, authorKey: author?.key ?? null, clientMessageId: null, body, details: null });
  return undefined;
}

/** People inside the body of an event are as they were then, under the ids that they have here. */
function mapPeople(users: ForeignUsers, content: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const mapped = JSON.parse(JSON.stringify(content), (_, value: unknown) => {
    const isPerson = typeof value === "object" && value !== null && "id" in value && "nickname" in value;
    return isPerson && typeof value.id === "string" ? { ...value, id: idOf(users, value.id) } : value;
  });
  return mapped;
}

/** Makes the state of the message, which the archive has, complete: reactions and pins. */
function change(
  { transaction, build }: Place,
  { type, content }: OtherImportedEvent,
  target: number,
  author: ForeignUser | undefined,
): Refusal | undefined {
  const { database } = transaction;
  const { log } = build;
  const message = database.one<{ type: string; details: string | null }>(
    "SELECT type, details FROM events WHERE log_key = ? AND seq = ?",
    ...([log.key, target] as const),
  );
  if (message?.type !== "message") return { reason: "target" };
  const state = readDetails(message);
  if (state.deleted === 1) return undefined;
  // A pin stays when its user is deleted; a reaction goes.
  if (type === "pin" || type === "unpin") return changePin(transaction, log, type, target);
  if (author === undefined || author.nickname === DELETED_NICKNAME) return undefined;
  const emoji = content?.emoji;
  if ((type !== "react" && type !== "unreact") || typeof emoji !== "string") return undefined;
  const step = type === "react" ? 1 : -1;
  const reactions = [...(state.reactions ?? [])];
  const known = reactions.findIndex((reaction) => reaction.emoji === emoji);
  if (step > 0 && known === -1 && reactions.length >= limits.reactionKindsMax) return { reason: "too-many-reactions" };
  const changed = database.run(
    step > 0
      ? "INSERT INTO reactions (log_key, seq, user_key, emoji, reacted_seq) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING"
      : "DELETE FROM reactions WHERE log_key = ?1 AND seq = ?2 AND user_key = ?3 AND emoji = ?4 AND ?5 > 0",
    ...([log.key, target, author.key, emoji, log.head + 1] as const),
  );
  if (changed === 0) return undefined;
  const count = (reactions[known]?.count ?? 0) + step;
  if (count === 0) reactions.splice(known, 1);
  else if (known === -1) reactions.push({ emoji, count });
  else reactions[known] = { emoji, count };
  const { reactions: _, ...rest } = state;
  database.run(
    "UPDATE events SET details = ? WHERE log_key = ? AND seq = ?",
    ...([textOfDetails({ ...rest, ...(reactions.length > 0 && { reactions }) }), log.key, target] as const),
  );
  return undefined;
}

function changePin({ database }: Transaction, log: OpenLog, type: "pin" | "unpin", target: number): Refusal | undefined {
  if (type === "unpin") {
    database.run("DELETE FROM pins WHERE log_key = ? AND seq = ?", log.key, target);
    return undefined;
  }
  const pinned = database.one<{ count: number }>("SELECT count(*) AS count FROM pins WHERE log_key = ?", log.key);
  if ((pinned?.count ?? 0) >= limits.pinsMax) return { reason: "too-many-pins" };
  database.run(
    "INSERT INTO pins (log_key, seq, pinned_seq) VALUES (?, ?, ?) ON CONFLICT (log_key, seq) DO UPDATE SET pinned_seq = excluded.pinned_seq",
    ...([log.key, target, log.head + 1] as const),
  );
  return undefined;
}

interface Row {
  readonly type: string;
  readonly at: number;
  readonly authorKey: number | null;
  readonly clientMessageId: string | null;
  readonly body: string | null;
  readonly details: string | null;
}

function insert({ database }: Transaction, log: OpenLog, row: Row): void {
  const isMessageRow = row.type === "message";
  log.head += 1;
  if (isMessageRow) {
    log.messageCount += 1;
    log.lastMessageSeq = log.head;
  }
  const put = (clientMessageId: string | null): number =>
    database.run(
      `INSERT INTO events (log_key, seq, at, type, user_key, client_message_id, body, details, message_count)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (client_message_id, user_key) WHERE client_message_id IS NOT NULL DO NOTHING`,
      ...([
        log.key,
        log.head,
        row.at,
        row.type,
        row.authorKey,
        clientMessageId,
        row.body,
        row.details,
        log.messageCount,
      ] as const),
    );
  // The author used that id here before.
  if (put(row.clientMessageId) === 0) put(newClientMessageId(row.at));
}
