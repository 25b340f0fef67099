import { LOBBY_ID } from "../../../../protocol/ids.ts";
import { type EventRow, eventsSql, readDetails } from "../event-rows.ts";
import { doomFilesOf, doomPicture } from "./files.ts";
import { eraseMessage } from "./message-rows.ts";
import type { OpenLog, Transaction } from "./transaction.ts";

/**
 * The last member has left: the room cannot be found or joined any more, and its name is free. There is no way back, because only members
 * invite, and their invitations and links ended with them.
 */
export function closeRoom({ database }: Transaction, log: OpenLog): void {
  if (log.id === LOBBY_ID) return;
  database.run("UPDATE rooms SET is_private = 1 WHERE key = ?", log.key);
  database.run("INSERT INTO empty_rooms (key) VALUES (?) ON CONFLICT (key) DO NOTHING", log.key);
}

/** Events, besides messages, with words of people: names, announcements, reasons. */
const worded = "'room', 'rules', 'mute', 'leave', 'delete'";
/** Rooms without messages of one step. */
const ROOMS_PER_STEP_MAX = 100;

/** Erases what was said in rooms that are closed, in steps: a long log would hold up every other writer. */
export function eraseEmptyRooms(transaction: Transaction, { limit }: { limit: number }): number {
  const { database } = transaction;
  let left = limit;
  const rooms = database.all<{ key: number; id: string; erasedSeq: number }>(
    "SELECT logs.key, logs.id, erased_seq AS erasedSeq FROM empty_rooms JOIN logs USING (key) JOIN rooms USING (key) WHERE member_count = 0 ORDER BY logs.key LIMIT ?",
    ROOMS_PER_STEP_MAX,
  );
  for (const { id, erasedSeq } of rooms) {
    const log = transaction.log(id);
    if (!log) throw new Error("an empty room has a log");
    const rows = database.all<EventRow>(
      `${eventsSql} AND seq > ? AND (type = 'message' OR (body IS NOT NULL AND type IN (${worded}))) ORDER BY seq LIMIT ?`,
      ...([log.key, erasedSeq, left] as const),
    );
    for (const row of rows) eraseIn(transaction, log, row);
    left -= rows.length;
    if (left === 0) {
      database.run("UPDATE empty_rooms SET erased_seq = ? WHERE key = ?", rows.at(-1)?.seq ?? erasedSeq, log.key);
      return limit;
    }
    forgetRoom(transaction, log);
  }
  return limit - left;
}

function eraseIn(transaction: Transaction, log: OpenLog, row: EventRow): void {
  const { database } = transaction;
  const { seq } = row;
  if (row.type !== "message") {
    database.run("UPDATE events SET body = NULL WHERE log_key = ? AND seq = ?", log.key, seq);
    return;
  }
  if (readDetails(row).deleted === 1) return;
  eraseMessage(transaction, log, row);
  doomFilesOf(transaction, log, seq);
  for (const table of ["reactions", "pins", "mentions"]) {
    database.run(`DELETE FROM ${table} WHERE log_key = ? AND seq = ?`, log.key, seq);
  }
}

/** Its row stays: the invitations into it that were declined still count for their inviters [P92]. */
function forgetRoom(transaction: Transaction, log: OpenLog): void {
  const { database } = transaction;
  const room = database.one<{ picture: string | null }>("SELECT picture FROM rooms WHERE key = ?", log.key);
  if (typeof room?.picture === "string") doomPicture(transaction, room.picture);
  database.run("UPDATE rooms SET name = '', name_key = '', description = '', emoji = '', picture = NULL WHERE key = ?", log.key);
  database.run("DELETE FROM empty_rooms WHERE key = ?", log.key);
}
