import { ShoalError } from "../../../../protocol/errors.ts";
import type { FileInfo } from "../../../../protocol/files.ts";
import type { MessageEvent } from "../../../../protocol/messages.ts";
import type { NewMessage, StoredMessage } from "../../storage.ts";
import { EventReader, type EventRow } from "../event-rows.ts";
import { personOf } from "../person-rows.ts";
import { blockRefusalIn } from "./blocks.ts";
import { attachFiles } from "./files.ts";
import { type Member, memberOf } from "./members.ts";
import { listDirect, makePlace, noteUse } from "./memberships.ts";
import { noteMentions } from "./mentions.ts";
import { isSameContent } from "./message-rows.ts";
import type { KnownUser } from "./people.ts";
import { moveMarker } from "./read-markers.ts";
import { noteSpeech, speechRefusal } from "./rules.ts";
import { memberMay } from "./standing.ts";
import type { OpenLog, Transaction } from "./transaction.ts";

export function appendMessage(transaction: Transaction, message: NewMessage): StoredMessage {
  const { conversationId, userId, clientMessageId, at, mentions = [] } = message;
  const text = message.text.toWellFormed(); // half a surrogate pair cannot be stored, and a resend is compared with what was
  const log = transaction.log(conversationId);
  const author = log && memberOf(transaction, log, userId);
  if (!author) return earlierMessage(transaction, message, new ShoalError("not-found"));
  const refusal =
    refusalOfContent(transaction, log, author, message) ??
    blockRefusalIn(transaction, log, author) ??
    speechRefusal(transaction, log, author, { at, text, hasFiles: (message.files ?? []).length > 0, isNew: true });
  if (refusal) return earlierMessage(transaction, message, refusal);
  const hiddenFrom = log.kind === "direct" ? unlistedMembers(transaction, log) : [];

  const before = { ...log };
  const { files = [], data } = message;
  // Files are given to a message once: a resend must not find them taken by itself.
  if (files.length > 0 && wasSent(transaction, author, clientMessageId)) {
    return earlierMessage(transaction, message, new ShoalError("conflict"));
  }
  const attached = files.length > 0 && { files: attachFiles(transaction, files, author, log, log.head + 1) };
  const references = referencesOf(transaction, log, message);
  const content = { text, ...references, ...attached, ...(data && { data }) };
  const event = transaction.append(log, author.key, { type: "message", at, by: personOf(author), clientMessageId, ...content });
  if (!event) return earlierMessage(transaction, message, new ShoalError("conflict"));
  const readMessageCount = Math.max(author.readMessageCount, before.floorMessageCount); // what is not kept is not unread
  if (readMessageCount === before.messageCount) moveMarker(transaction, log, author, event.seq, log.messageCount);
  noteMentions(transaction, { log, author, seq: event.seq, at }, { mentions, reply: references.reply });
  noteSpeech(transaction, log, author, at);
  if (log.kind === "direct") noteUse(transaction, log, author, at);
  for (const peer of hiddenFrom) {
    makePlace(transaction, peer, at);
    listDirect(transaction, before, peer, at);
  }
  return { seq: event.seq, at, isDuplicate: false };
}

/** What the author may not say there, or what it refers to is missing. */
function refusalOfContent(
  transaction: Transaction,
  log: OpenLog,
  author: Member,
  { mentions, replyTo }: NewMessage,
): ShoalError | undefined {
  if (log.kind === "user") return new ShoalError("not-found");
  const isForAll = mentions?.some(({ userId }) => userId === undefined) === true;
  if (isForAll && !memberMay(transaction, author, "mention-all", log)) return new ShoalError("not-allowed");
  if (replyTo === undefined) return undefined;
  const { database } = transaction;
  if (replyTo <= log.floor) return undefined; // it is not kept, and the reply says so
  const answered = database.one<{ type: string }>("SELECT type FROM events WHERE log_key = ? AND seq = ?", log.key, replyTo);
  return answered?.type === "message" ? undefined : new ShoalError("not-found");
}

function referencesOf(
  { database }: Transaction,
  log: OpenLog,
  { mentions = [], replyTo }: NewMessage,
): Pick<MessageEvent, "mentions" | "reply"> {
  if (mentions.length === 0 && replyTo === undefined) return {};
  const reader = new EventReader(database, log.key);
  return {
    ...(mentions.length > 0 && { mentions: reader.mentions(mentions) }),
    ...(replyTo !== undefined && { reply: reader.quote(replyTo) }),
  };
}

function unlistedMembers({ database }: Transaction, log: OpenLog): KnownUser[] {
  return database.all<KnownUser>(
    `SELECT users.key, users.id, users.nickname, users.tone, users.picture, memberships.nickname_key AS nicknameKey
     FROM memberships JOIN users ON users.key = user_key WHERE conversation_key = ? AND is_listed = 0`,
    log.key,
  );
}

function wasSent({ database }: Transaction, author: Member, clientMessageId: string): boolean {
  return (
    database.one("SELECT 1 FROM events WHERE client_message_id = ? AND user_key = ?", clientMessageId, author.key) !== undefined
  );
}

/**
 * The same message sent again is no error, even from a user who is no longer a member, and when it was edited or deleted since [P10].
 * Throws `missing` when it was never sent.
 */
function earlierMessage({ database }: Transaction, message: NewMessage, missing: ShoalError): StoredMessage {
  const earlier = database.one<Pick<EventRow, "seq" | "at" | "body" | "details"> & { conversationId: string }>(
    `SELECT conversation.id AS conversationId, seq, at, body, details FROM logs AS author
     JOIN events ON user_key = author.key AND client_message_id = ?
     JOIN logs AS conversation ON conversation.key = log_key
     WHERE author.id = ?`,
    message.clientMessageId,
    message.userId,
  );
  if (!earlier) throw missing;
  const { mentions = [], replyTo, files = [], data } = message;
  const details = {
    ...(mentions.length > 0 && { mentions }),
    ...(replyTo !== undefined && { reply: replyTo }),
    ...(files.length > 0 && { files: files.map((id) => ({ id })) as FileInfo[] }),
    ...(data && { data: JSON.stringify(data) }),
  };
  const isSame = isSameContent(earlier, { text: message.text.toWellFormed(), details });
  if (earlier.conversationId !== message.conversationId || !isSame) throw new ShoalError("conflict");
  return { seq: earlier.seq, at: earlier.at, isDuplicate: true };
}
