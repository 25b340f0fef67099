import { ShoalError } from "../../../../protocol/errors.ts";
import type { NewMessage, StoredMessage } from "../../storage.ts";
import { listDirect, makePlace, noteUse } from "./memberships.ts";
import { type KnownUser, personOf } from "./people.ts";
import { type OpenLog, ownLog, type Transaction } from "./transaction.ts";

/** How far behind a read marker own messages are looked for: marking is cheap, whatever follows. */
const PASSED_EVENTS_MAX = 64;

export function appendMessage(transaction: Transaction, message: NewMessage): StoredMessage {
  const { conversationId, userId, clientMessageId, at } = message;
  const text = message.text.toWellFormed(); // half a surrogate pair cannot be stored, and a resend is compared with what was
  const log = transaction.log(conversationId);
  const author = log && member(transaction, log, userId);
  if (!author) return earlierMessage(transaction, message, text);
  const hiddenFrom = log.kind === "direct" ? unlistedMembers(transaction, log) : [];

  const before = { ...log };
  const event = transaction.append(log, author.key, { type: "message", at, by: personOf(author), clientMessageId, text });
  if (!event) return earlierMessage(transaction, message, text);
  if (author.readMessageCount === before.messageCount) moveMarker(transaction, log, author, event.seq, log.messageCount);
  if (log.kind === "direct") noteUse(transaction, log, author, at);
  for (const peer of hiddenFrom) {
    makePlace(transaction, peer, at);
    listDirect(transaction, before, peer, at);
  }
  return { seq: event.seq, at, isDuplicate: false };
}

export function markRead(
  transaction: Transaction,
  { conversationId, userId, seq, at }: { conversationId: string; userId: string; seq: number; at: number },
): void {
  const log = transaction.log(conversationId);
  const user = log && member(transaction, log, userId);
  if (!user) throw new ShoalError("not-found");
  const askedSeq = Math.min(seq, log.head);
  if (askedSeq <= user.readSeq) return;
  const readSeq = behindOwnMessages(transaction, log, user, askedSeq);
  const readMessageCount = messageCountAt(transaction, log, readSeq);

  moveMarker(transaction, log, user, readSeq, readMessageCount);
  transaction.append(ownLog(transaction, user), null, { type: "read", at, conversationId, readSeq, readMessageCount });
}

interface Member extends KnownUser {
  readonly readSeq: number;
  readonly readMessageCount: number;
}

/** Scalar subqueries and no joins, because a statement with a join takes 4 µs and more, whatever it finds. */
function member({ database }: Transaction, log: OpenLog, id: string): Member | undefined {
  const row = database.one<Omit<Member, "id">>(
    `SELECT user_key AS key, (SELECT nickname FROM users WHERE key = user_key) AS nickname,
       nickname_key AS nicknameKey, read_seq AS readSeq, read_message_count AS readMessageCount
     FROM memberships
     WHERE user_key = (SELECT key FROM logs WHERE id = ?) AND conversation_key = ? AND is_listed = 1`,
    id,
    log.key,
  );
  return row && { id, ...row };
}

function unlistedMembers({ database }: Transaction, log: OpenLog): KnownUser[] {
  return database.all<KnownUser>(
    `SELECT users.key, users.id, users.nickname, memberships.nickname_key AS nicknameKey
     FROM memberships JOIN users ON users.key = user_key WHERE conversation_key = ? AND is_listed = 0`,
    log.key,
  );
}

function moveMarker({ database }: Transaction, log: OpenLog, user: Member, readSeq: number, readMessageCount: number): void {
  database.run(
    "UPDATE memberships SET read_seq = ?, read_message_count = ? WHERE user_key = ? AND conversation_key = ?",
    ...([readSeq, readMessageCount, user.key, log.key] as const),
  );
}

/** The same message sent again is no error, even from a user who is no longer a member [P10]. */
function earlierMessage({ database }: Transaction, message: NewMessage, text: string): StoredMessage {
  const earlier = database.one<{ conversationId: string; seq: number; at: number; body: string }>(
    `SELECT conversation.id AS conversationId, seq, at, body FROM logs AS author
     JOIN events ON user_key = author.key AND client_message_id = ?
     JOIN logs AS conversation ON conversation.key = log_key
     WHERE author.id = ?`,
    message.clientMessageId,
    message.userId,
  );
  if (!earlier) throw new ShoalError("not-found");
  if (earlier.conversationId !== message.conversationId || earlier.body !== text) throw new ShoalError("conflict");
  return { seq: earlier.seq, at: earlier.at, isDuplicate: true };
}

/** The last of the user's own messages that follow `seq` with no other user's between them, or `seq` [P24]. */
function behindOwnMessages({ database }: Transaction, log: OpenLog, user: Member, seq: number): number {
  if (seq === log.head) return seq;
  const messages = database.all<{ seq: number; authorKey: number }>(
    `SELECT seq, user_key AS authorKey FROM events
     WHERE log_key = ? AND seq > ? AND seq <= ? AND type = 'message' ORDER BY seq`,
    ...([log.key, seq, seq + PASSED_EVENTS_MAX] as const),
  );
  const firstOfOthers = messages.find(({ authorKey }) => authorKey !== user.key)?.seq ?? Number.POSITIVE_INFINITY;
  return messages.findLast((message) => message.seq < firstOfOthers)?.seq ?? seq;
}

function messageCountAt({ database }: Transaction, log: OpenLog, seq: number): number {
  const event = database.one<{ count: number }>(
    "SELECT message_count AS count FROM events WHERE log_key = ? AND seq = ?",
    log.key,
    seq,
  );
  if (!event) throw new Error("every place up to the head has an event");
  return event.count;
}
