import { createHash } from "node:crypto";
import { ShoalError } from "../../../../protocol/errors.ts";
import type { MessageEvent } from "../../../../protocol/messages.ts";
import {
  detailsOf,
  EventReader,
  type EventRow,
  eventSql,
  type MessageDetails,
  readDetails,
  textOfDetails,
} from "../event-rows.ts";
import { kindsSql } from "../message-row.ts";
import { type Member, memberOf } from "./members.ts";
import { knownLog, type OpenLog, type Transaction } from "./transaction.ts";

/** A message as its log has it now, and the member who is about to change it. */
export interface OpenMessage {
  readonly log: OpenLog;
  readonly member: Member;
  readonly state: MessageEvent;
  readonly row: EventRow;
}

/** Those behind one and up to another. */
export interface Places {
  readonly after: number;
  readonly upTo: number;
}

interface Target {
  readonly conversationId: string;
  readonly userId: string;
  readonly seq: number;
}

/** Throws `not-found` unless the user is a member and a message has that place. */
export function openMessage(transaction: Transaction, { conversationId, userId, seq }: Target): OpenMessage {
  const { database } = transaction;
  const log = knownLog(transaction, conversationId);
  const member = memberOf(transaction, log, userId);
  const row = member && database.one<EventRow>(eventSql, log.key, seq);
  if (!member || row?.type !== "message") throw new ShoalError("not-found");
  return { log, member, row, state: new EventReader(database, log.key).state(row) };
}

/** The row is the state: from here on every reader sees this one. */
export function writeState({ database }: Transaction, { log, row }: Pick<OpenMessage, "log" | "row">, state: MessageEvent): void {
  const before = readDetails(row);
  const after = detailsOf(state);
  const isContentKept =
    before.sentHash === undefined && state.isDeleted !== true && state.text === row.body && isSameBesides(before, after);
  const details: MessageDetails = { ...after, ...(!isContentKept && { sentHash: before.sentHash ?? hashOf(row) }) };
  database.run(
    "UPDATE events SET body = ?, details = ? WHERE log_key = ? AND seq = ?",
    ...([state.text, textOfDetails(details), log.key, state.seq] as const),
  );
}

/** Of what an edit replaces besides the text. */
function isSameBesides(before: MessageDetails, after: MessageDetails): boolean {
  return before.data === after.data && JSON.stringify(before.mentions) === JSON.stringify(after.mentions);
}

/** Leaves the place of a message in a log that nobody reads any more, and what answers it when it is sent again [P10]. */
export function eraseMessage(transaction: Transaction, log: OpenLog, row: EventRow): void {
  noteScrub(transaction, log, row.seq);
  const { sentHash = hashOf(row) } = readDetails(row);
  transaction.database.run(
    "UPDATE events SET body = '', details = ? WHERE log_key = ? AND seq = ?",
    ...([textOfDetails({ deleted: 1, sentHash }), log.key, row.seq] as const),
  );
}

/** The index of the search has this text until it takes it out, which it can only while it knows it. */
export function noteScrub({ database }: Transaction, log: OpenLog, seq: number): void {
  database.run(
    `INSERT INTO scrubs (log_key, seq, old_text, kinds, author_key)
     SELECT log_key, seq, body, ${kindsSql}, user_key FROM events WHERE log_key = ? AND seq = ?`,
    log.key,
    seq,
  );
}

/** The same for messages that are about to go, up to a place. */
export function noteScrubs({ database }: Transaction, log: OpenLog, { after, upTo }: Places): void {
  database.run(
    `INSERT INTO scrubs (log_key, seq, old_text, kinds, author_key)
     SELECT log_key, seq, body, ${kindsSql}, user_key FROM events
     WHERE log_key = ? AND seq > ? AND seq <= ? AND type = 'message' AND NOT coalesce(details LIKE '%"deleted":1%', FALSE)`,
    ...([log.key, after, upTo] as const),
  );
}

/** Whether it is the content that was sent, also when the message has another one today [P10]. */
export function isSameContent(row: Pick<EventRow, "body" | "details">, sent: { text: string; details: MessageDetails }): boolean {
  return (readDetails(row).sentHash ?? hashOf(row)) === hashOf({ body: sent.text, details: textOfDetails(sent.details) });
}

/** By which a message that is sent again is known [P10]; missing where its author can send nothing any more. */
export function sentHashOf(row: EventRow): string | undefined {
  const { deleted, sentHash } = readDetails(row);
  return sentHash ?? (deleted ? undefined : hashOf(row));
}

const HASH_CHARACTERS = 16;

/** Of what an author sent: what others add to it does not count. */
function hashOf({ body, details }: Pick<EventRow, "body" | "details">): string {
  const { mentions = [], reply, files = [], data } = readDetails({ details });
  const ranges = mentions.map(({ start, length, userId }) => [start, length, userId]);
  const content = [body ?? "", ranges, reply, files.map(({ id }) => id), ...(data === undefined ? [] : [data])];
  return createHash("sha256").update(JSON.stringify(content)).digest("base64url").slice(0, HASH_CHARACTERS);
}
