import { ShoalError } from "../../../../protocol/errors.ts";
import type { PersonRow } from "../person-rows.ts";
import { type Member, memberOf } from "./members.ts";
import { activeUser } from "./people.ts";
import { endUnreadMark } from "./settings.ts";
import { knownLog, type OpenLog, ownLog, type Transaction } from "./transaction.ts";

/** How far behind a read marker own messages are looked for: marking is cheap, whatever follows. */
const PASSED_EVENTS_MAX = 64;

export function markRead(
  transaction: Transaction,
  { conversationId, userId, seq, at }: { conversationId: string; userId: string; seq: number; at: number },
): void {
  const log = transaction.log(conversationId);
  const user = log && memberOf(transaction, log, userId);
  if (!user) throw new ShoalError("not-found");
  if (user.isMarkedUnread === 1) endUnreadMark(transaction, log, user, at);
  const askedSeq = Math.min(seq, log.head);
  if (askedSeq <= Math.max(user.readSeq, log.floor)) return;
  const readSeq = behindOwnMessages(transaction, log, user, askedSeq);
  const readMessageCount = messageCountAt(transaction, log, readSeq);

  readUpTo(transaction, log, user, { readSeq, readMessageCount, at });
}

/** Bounded by the length of a list: at most two events for each of its conversations. */
export function readAll(transaction: Transaction, { userId, at }: { userId: string; at: number }): void {
  const user = activeUser(transaction, userId);
  const memberships = transaction.database.all<{ id: string; readMessageCount: number; isMarkedUnread: number }>(
    `SELECT logs.id, read_message_count AS readMessageCount, is_marked_unread AS isMarkedUnread
     FROM memberships INDEXED BY listed_memberships JOIN logs ON logs.key = conversation_key
     WHERE user_key = ? AND is_listed = 1`,
    user.key,
  );
  for (const { id, readMessageCount, isMarkedUnread } of memberships) {
    // What this transaction has appended is not in the table yet.
    const log = knownLog(transaction, id);
    if (isMarkedUnread === 1) endUnreadMark(transaction, log, user, at);
    if (log.messageCount > readMessageCount)
      readUpTo(transaction, log, user, { readSeq: log.head, readMessageCount: log.messageCount, at });
  }
}

export function shareReads(
  transaction: Transaction,
  { userId, isShared, at }: { userId: string; isShared: boolean; at: number },
): void {
  const user = activeUser(transaction, userId);
  const changed = transaction.database.run(
    "UPDATE users SET is_read_shared = ?1 WHERE key = ?2 AND is_read_shared <> ?1",
    ...([Number(isShared), user.key] as const),
  );
  if (changed > 0) transaction.append(ownLog(transaction, user), null, { type: "reads-shared", at, isShared });
}

export function moveMarker(
  { database }: Transaction,
  log: OpenLog,
  user: { readonly key: number },
  readSeq: number,
  readMessageCount: number,
): void {
  database.run(
    "UPDATE memberships SET read_seq = ?, read_message_count = ? WHERE user_key = ? AND conversation_key = ?",
    ...([readSeq, readMessageCount, user.key, log.key] as const),
  );
}

function readUpTo(
  transaction: Transaction,
  log: OpenLog,
  user: PersonRow & { readonly key: number },
  { readSeq, readMessageCount, at }: { readSeq: number; readMessageCount: number; at: number },
): void {
  moveMarker(transaction, log, user, readSeq, readMessageCount);
  const event = { type: "read", at, conversationId: log.id, readSeq, readMessageCount } as const;
  transaction.append(ownLog(transaction, user), null, event);
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
  if (!event) throw new Error("every place from the floor up to the head has an event");
  return event.count;
}
