import type { LogEvent } from "../../../protocol/events.ts";
import type { FileInfo } from "../../../protocol/files.ts";
import {
  type Mention,
  type MessageEvent,
  type NewMention,
  type Quote,
  quotedText,
  type ReactionCount,
} from "../../../protocol/messages.ts";
import { DELETED_NICKNAME, type Person } from "../../../protocol/people.ts";
import type { Database } from "./database.ts";
import { type PersonRow, personOf } from "./person-rows.ts";

/** An event as the table keeps it, without its place. */
export interface EventContent {
  readonly clientMessageId: string | null;
  readonly body: string | null;
  readonly details: string | null;
}

/** What a message has besides its text, as the table keeps it: only what is there. Users and messages are named, not copied. */
export interface MessageDetails {
  readonly mentions?: readonly NewMention[];
  /** The seq of the message that it answers. */
  readonly reply?: number;
  readonly files?: readonly FileInfo[];
  /** The text of a JSON object. Being a text, it matches no condition on the JSON around it, whatever a user puts into it. */
  readonly data?: string;
  readonly editedAt?: number;
  readonly deleted?: 1;
  /** By whom it was removed, where that is another user than its author. */
  readonly removal?: { readonly by: string; readonly reason?: string };
  readonly reactions?: readonly Pick<ReactionCount, "emoji" | "count">[];
  /** Of the content as it was sent, once it is another one [P10]. */
  readonly sentHash?: string;
}

/** An event as a page is read, with its author. */
export interface EventRow {
  readonly seq: number;
  readonly at: number;
  readonly type: LogEvent["type"];
  readonly messageCount: number;
  readonly clientMessageId: string | null;
  readonly body: string | null;
  readonly details: string | null;
  readonly userId: string | null;
  readonly nickname: string | null;
  readonly tone: number | null;
  readonly picture: string | null;
}

/** In place of a user's key in the table of mentions: all members. */
export const ALL_MEMBERS = 0;

/** Takes the log's key; a condition follows with AND. */
export const eventsSql = `
  SELECT seq, at, type, message_count AS messageCount, client_message_id AS clientMessageId, body, details, id AS userId, nickname, tone, picture
  FROM events LEFT JOIN users ON users.key = events.user_key
  WHERE log_key = ?`;

export const eventSql = `${eventsSql} AND seq = ?`;

export function contentOf(event: LogEvent): EventContent {
  if (event.type === "message") {
    return { clientMessageId: event.clientMessageId, body: event.text, details: textOfDetails(detailsOf(event)) };
  }
  const { seq: _, at: __, type: ___, ...rest } = event;
  return { clientMessageId: null, body: bodyOf(rest), details: null };
}

/** The columns of a user say whose doing it was. The text and data of an edit stand in the row of its message, and nowhere else. */
function bodyOf(content: object): string | null {
  const { by: _, text: __, mentions: ___, data: ____, ...rest }: Record<string, unknown> = { ...content };
  const hasContent = Object.values(rest).some((value) => value !== undefined);
  return hasContent ? JSON.stringify(rest) : null;
}

export function detailsOf({
  mentions,
  reply,
  files,
  data,
  editedAt,
  isDeleted,
  removal,
  reactions,
}: MessageEvent): MessageDetails {
  return {
    ...(mentions && {
      mentions: mentions.map(({ start, length, user }) => ({ start, length, ...(user && { userId: user.id }) })),
    }),
    ...(reply && { reply: reply.seq }),
    ...(files && { files }),
    ...(data && { data: JSON.stringify(data) }),
    ...(editedAt !== undefined && { editedAt }),
    ...(isDeleted === true && { deleted: 1 as const }),
    ...(removal && { removal: { by: removal.by.id, ...(removal.reason !== undefined && { reason: removal.reason }) } }),
    ...(reactions && { reactions: reactions.map(({ emoji, count }) => ({ emoji, count })) }),
  };
}

export function textOfDetails(details: MessageDetails): string | null {
  return Object.keys(details).length === 0 ? null : JSON.stringify(details);
}

export function readDetails({ details }: Pick<EventRow, "details">): MessageDetails {
  return details === null ? {} : JSON.parse(details);
}

/**
 * Makes events of the rows of one log. Authors and mentioned users have the nickname of today, and quotes and edits the text of today;
 * other people inside a body (who invited, a peer) are as they were then.
 */
export class EventReader {
  readonly #database: Database;
  readonly #logKey: number;
  readonly #people = new Map<string, Person>();

  constructor(database: Database, logKey: number) {
    this.#database = database;
    this.#logKey = logKey;
  }

  /** An entry of the log: messages without reactions, which are entries of their own. */
  event(row: EventRow): LogEvent {
    const { seq, at, type, body } = row;
    if (type === "message") return this.#message(row);
    const content = body === null ? {} : JSON.parse(body);
    if (type === "edit") return { seq, at, type, by: authorOf(row), ...content, ...this.#contentAt(content.target) };
    return { seq, at, type, ...(row.userId !== null && { by: authorOf(row) }), ...content };
  }

  /** The present state: with reactions, `isOwn` where `viewerKey` is given. */
  state(row: EventRow, viewerKey?: number): MessageEvent {
    const message = this.#message(row);
    const { reactions }: MessageDetails = isOfDeleted(row) ? {} : readDetails(row);
    if (!reactions) return message;
    const own = viewerKey === undefined ? undefined : this.#ownEmoji(row.seq, viewerKey);
    return { ...message, reactions: reactions.map((each) => (own?.has(each.emoji) ? { ...each, isOwn: true } : each)) };
  }

  quote(seq: number): Quote {
    const row = this.#database.one<EventRow>(eventSql, this.#logKey, seq);
    if (row?.type !== "message") return { seq };
    const { deleted, files }: MessageDetails = isOfDeleted(row) ? { deleted: 1 } : readDetails(row);
    return { seq, by: authorOf(row), ...(!deleted && { text: quotedText(row.body ?? "", files) }) };
  }

  mentions(mentions: readonly NewMention[]): Mention[] {
    return mentions.map(({ start, length, userId }) => ({
      start,
      length,
      ...(userId !== undefined && { user: this.#person(userId) }),
    }));
  }

  #message(row: EventRow): MessageEvent {
    const { seq, at, clientMessageId, body } = row;
    const message: MessageEvent = {
      seq,
      at,
      type: "message",
      by: authorOf(row),
      clientMessageId: clientMessageId ?? "",
      text: body ?? "",
    };
    if (isOfDeleted(row)) return { ...message, text: "", isDeleted: true };
    if (row.details === null) return message;
    const { mentions, reply, files, data, editedAt, deleted, removal } = readDetails(row);
    return {
      ...message,
      ...(mentions && { mentions: this.mentions(mentions) }),
      ...(reply !== undefined && { reply: this.quote(reply) }),
      ...(files && { files: [...files] }),
      ...(data !== undefined && { data: JSON.parse(data) }),
      ...(editedAt !== undefined && { editedAt }),
      ...(deleted && { isDeleted: true }),
      ...(removal && { removal: { ...removal, by: this.#person(removal.by) } }),
    };
  }

  #contentAt(seq: number): Pick<MessageEvent, "text" | "mentions" | "data"> {
    const row = this.#database.one<EventRow>(eventSql, this.#logKey, seq);
    if (!row || isOfDeleted(row)) return { text: "" };
    const { mentions, data } = readDetails(row);
    return {
      text: row.body ?? "",
      ...(mentions && { mentions: this.mentions(mentions) }),
      ...(data !== undefined && { data: JSON.parse(data) }),
    };
  }

  #ownEmoji(seq: number, userKey: number): ReadonlySet<string> {
    const rows = this.#database.all<{ emoji: string }>(
      "SELECT emoji FROM reactions WHERE log_key = ? AND seq = ? AND user_key = ?",
      ...([this.#logKey, seq, userKey] as const),
    );
    return new Set(rows.map(({ emoji }) => emoji));
  }

  /** A user whom the server does not know is called by their id. */
  #person(id: string): Person {
    const known = this.#people.get(id);
    if (known) return known;
    const row = this.#database.one<Omit<PersonRow, "id">>(
      "SELECT nickname, tone, picture FROM users WHERE key = (SELECT key FROM logs WHERE id = ?)",
      id,
    );
    const person = personOf({ nickname: id, ...row, id });
    this.#people.set(id, person);
    return person;
  }
}

/** What they said is on its way out of the table, and not served meanwhile [P178d]. */
function isOfDeleted({ nickname }: EventRow): boolean {
  return nickname === DELETED_NICKNAME;
}

function authorOf({ userId, nickname, tone, picture }: EventRow): Person {
  if (userId === null || nickname === null) throw new Error("an event of a conversation has an author");
  return personOf({ id: userId, nickname, tone, picture });
}
