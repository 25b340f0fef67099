import { limits } from "../../../../protocol/limits.ts";
import { type UnreactEvent, withChange } from "../../../../protocol/message-changes.ts";
import { DELETED_NICKNAME, type Person } from "../../../../protocol/people.ts";
import { EventReader, type EventRow, eventSql, eventsSql, readDetails } from "../event-rows.ts";
import { doomFilesOf, removeFilesOf } from "./files.ts";
import { eraseMessage, writeState } from "./message-rows.ts";
import type { OpenLog, Transaction } from "./transaction.ts";

/**
 * Of each log the newest places: what a deleted user said or reacted with there goes by an event, so that clients that show it learn of it. A client
 * that was away for longer reads the log anew anyway [P19], and of older places it learns when it reads them again.
 */
const TOLD_PLACES = limits.catchUpEventsMax;
/** In one step: what is told of everyone who is there hears … */
const TOLD_PER_STEP = 100;
/** … and each erased text is written three times: other writers wait no longer than for a few of their own. */
const ERASED_PER_STEP = 200;

interface DoomedUser {
  readonly key: number;
  readonly id: string;
  readonly ownSeq: number;
}

interface Erasure {
  readonly logKey: number;
  readonly logId: string;
  readonly belowSeq: number;
  readonly toldFrom: number;
}

/**
 * One step of erasing what deleted users left. A step finds out where they were, from their own log; or looks at some places of one of those
 * logs; or takes what is found by the user alone. Each notes how far it came in the transaction that did it.
 */
export function eraseDeletedUsers(
  transaction: Transaction,
  { limit, at }: { limit: number; at: number },
): { readonly isBehind: boolean } {
  const { database } = transaction;
  const user = database.one<DoomedUser>(
    "SELECT user_key AS key, id, own_seq AS ownSeq FROM doomed_users JOIN users ON users.key = user_key ORDER BY user_key LIMIT 1",
  );
  if (user === undefined) return { isBehind: false };
  const erasedMax = Math.min(limit, ERASED_PER_STEP);
  if (!readOwnLog(transaction, user, erasedMax)) return { isBehind: true };
  const erasure = database.one<Erasure>(
    `SELECT log_key AS logKey, logs.id AS logId, below_seq AS belowSeq, told_from AS toldFrom
     FROM erasures JOIN logs ON logs.key = log_key WHERE user_key = ? ORDER BY log_key LIMIT 1`,
    user.key,
  );
  if (erasure) eraseIn(transaction, user, erasure, { limit, at });
  else if (eraseRest(transaction, user, erasedMax)) database.run("DELETE FROM doomed_users WHERE user_key = ?", user.key);
  return { isBehind: true };
}

/** Whether it was read to its end. What it said goes as it is read: it has no reader any more. */
function readOwnLog({ database }: Transaction, user: DoomedUser, limit: number): boolean {
  const rows = database.all<{ seq: number; type: string; body: string | null }>(
    "SELECT seq, type, body FROM events WHERE log_key = ? AND seq > ? ORDER BY seq LIMIT ?",
    ...([user.key, user.ownSeq, limit] as const),
  );
  const last = rows.at(-1);
  if (last === undefined) return true;
  for (const { type, body } of rows) {
    if (type !== "joined" || body === null) continue;
    const { conversation } = JSON.parse(body) as { readonly conversation: { readonly id: string; readonly peer?: Person } };
    for (const logId of [conversation.id, conversation.peer?.id]) {
      if (logId === undefined) continue;
      database.run(
        `INSERT INTO erasures (user_key, log_key, below_seq, told_from) SELECT ?, key, head + 1, max(1, head + 1 - ?) FROM logs WHERE id = ?
         ON CONFLICT DO NOTHING`,
        ...([user.key, TOLD_PLACES, logId] as const),
      );
    }
  }
  database.run(
    "UPDATE events SET body = NULL WHERE log_key = ? AND seq > ? AND seq <= ?",
    ...([user.key, user.ownSeq, last.seq] as const),
  );
  database.run("UPDATE doomed_users SET own_seq = ? WHERE user_key = ?", last.seq, user.key);
  return false;
}

/** From the end, where most readers are. */
function eraseIn(
  transaction: Transaction,
  user: DoomedUser,
  { logKey, logId, belowSeq, toldFrom }: Erasure,
  { limit, at }: { limit: number; at: number },
): void {
  const { database } = transaction;
  const log = transaction.log(logId);
  if (!log) throw new Error("a log that is to be looked at is there");
  const places = belowSeq > toldFrom ? Math.min(limit, TOLD_PER_STEP) : limit;
  const from = Math.max(1, belowSeq - places);
  // Not kept any more: what would know a message again.
  database.run(
    "DELETE FROM events WHERE log_key = ? AND seq >= ? AND seq < ? AND user_key = ? AND type = 'trimmed'",
    ...([logKey, from, belowSeq, user.key] as const),
  );
  const rows = database.all<EventRow>(
    `${eventsSql} AND seq >= ? AND seq < ? AND (events.user_key = ? OR (type <> 'message' AND instr(body, ?) > 0))
     ORDER BY seq DESC LIMIT ?`,
    ...([logKey, from, belowSeq, user.key, user.id, ERASED_PER_STEP] as const),
  );
  const reached = rows.length < ERASED_PER_STEP ? from : (rows.at(-1)?.seq ?? from);
  const erasing = { transaction, log, user, at };
  for (const row of rows) eraseRow(erasing, row, row.seq >= toldFrom);
  if (reached > 1)
    database.run("UPDATE erasures SET below_seq = ? WHERE user_key = ? AND log_key = ?", reached, user.key, logKey);
  else database.run("DELETE FROM erasures WHERE user_key = ? AND log_key = ?", user.key, logKey);
}

interface Erasing {
  readonly transaction: Transaction;
  readonly log: OpenLog;
  readonly user: DoomedUser;
  readonly at: number;
}

function eraseRow(erasing: Erasing, row: EventRow, isTold: boolean): void {
  if (row.userId !== erasing.user.id) forgetNames(erasing, row);
  else if (row.type === "message") eraseMessageOf(erasing, row, isTold);
  else if (row.type === "react") takeBackReaction(erasing, row, isTold);
  // Of a profile it is the former nickname.
  else if (row.type === "profile") setBody(erasing, row.seq, null);
  else forgetNames(erasing, row);
}

function eraseMessageOf({ transaction, log, user, at }: Erasing, row: EventRow, isTold: boolean): void {
  const { database } = transaction;
  const { seq } = row;
  if (readDetails(row).deleted !== 1) {
    if (isTold) transaction.append(log, user.key, { type: "delete", at, by: deletedPerson(user), target: seq });
    eraseMessage(transaction, log, row);
    doomFilesOf(transaction, log, seq);
    for (const table of ["reactions", "pins", "mentions"]) {
      database.run(`DELETE FROM ${table} WHERE log_key = ? AND seq = ?`, log.key, seq);
    }
  }
  // No one can send it again: what would know it again is of no use, and tells of the text.
  database.run(`UPDATE events SET details = '{"deleted":1}' WHERE log_key = ? AND seq = ?`, log.key, seq);
}

/** Where the reaction is still there. */
function takeBackReaction({ transaction, log, user, at }: Erasing, row: EventRow, isTold: boolean): void {
  const { database } = transaction;
  const { target, emoji } = JSON.parse(row.body ?? "{}") as { readonly target: number; readonly emoji: string };
  const taken = database.run(
    "DELETE FROM reactions WHERE log_key = ? AND seq = ? AND user_key = ? AND emoji = ? AND reacted_seq = ?",
    ...([log.key, target, user.key, emoji, row.seq] as const),
  );
  const message = database.one<EventRow>(eventSql, log.key, target);
  // A message of a deleted user goes as a whole.
  if (taken === 0 || message?.type !== "message" || message.nickname === DELETED_NICKNAME) return;
  const change: Omit<UnreactEvent, "seq"> = { type: "unreact", at, by: deletedPerson(user), target, emoji };
  if (isTold) transaction.append(log, user.key, change);
  const state = new EventReader(database, log.key).state(message);
  writeState(transaction, { log, row: message }, withChange(state, { ...change, seq: log.head }));
}

/** People inside the body of an event are as they were then, but not after they were deleted. */
function forgetNames(erasing: Erasing, { seq, body }: EventRow): void {
  if (body === null) return;
  const { user } = erasing;
  const anonymous = JSON.stringify(JSON.parse(body), (_, value: unknown) =>
    isPersonOf(value, user.id) ? deletedPerson(user) : value,
  );
  if (anonymous !== body) setBody(erasing, seq, anonymous);
}

function isPersonOf(value: unknown, id: string): boolean {
  return typeof value === "object" && value !== null && "id" in value && value.id === id && "nickname" in value;
}

function setBody({ transaction, log }: Erasing, seq: number, body: string | null): void {
  transaction.database.run("UPDATE events SET body = ? WHERE log_key = ? AND seq = ?", body, log.key, seq);
}

/** What the tables find by the user: memberships of direct message conversations, mentions of them, files. Whether nothing is left. */
function eraseRest(transaction: Transaction, user: DoomedUser, limit: number): boolean {
  const { database } = transaction;
  const memberships = database.run(
    `DELETE FROM memberships WHERE user_key = ?1 AND conversation_key IN
       (SELECT conversation_key FROM memberships WHERE user_key = ?1 LIMIT ?2)`,
    ...([user.key, limit] as const),
  );
  const mentions = database.run(
    `DELETE FROM mentions WHERE user_key = ?1 AND (log_key, seq) IN (SELECT log_key, seq FROM mentions WHERE user_key = ?1 LIMIT ?2)`,
    ...([user.key, limit] as const),
  );
  return removeFilesOf(transaction, user, limit) + memberships + mentions === 0;
}

function deletedPerson({ id }: DoomedUser): Person {
  return { id, nickname: DELETED_NICKNAME };
}
