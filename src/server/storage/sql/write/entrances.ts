import { ShoalError } from "../../../../protocol/errors.ts";
import { isBotId } from "../../../../protocol/ids.ts";
import { requireNotBanned } from "./restrictions.ts";
import type { OpenLog, Transaction } from "./transaction.ts";

interface Newcomer {
  readonly key: number;
  readonly id: string;
}

/** Of every way into a room. Throws `banned`, `room-archived`, and `not-allowed` for a bot of another room. */
export function requireMayEnter(transaction: Transaction, log: OpenLog, user: Newcomer, at: number): void {
  requireNotBanned(transaction, log, user, at);
  if (isBotId(user.id) && isOfAnotherRoom(transaction, log, user)) {
    throw new ShoalError("not-allowed", { message: "That bot belongs to another room, and is in that room only." });
  }
  const isArchived = transaction.database.one("SELECT 1 FROM rooms WHERE key = ? AND is_archived = 1", log.key) !== undefined;
  if (isArchived) throw new ShoalError("room-archived");
}

function isOfAnotherRoom({ database }: Transaction, log: OpenLog, { key }: Newcomer): boolean {
  return database.one("SELECT 1 FROM bots WHERE user_key = ? AND room_key <> ?", key, log.key) !== undefined;
}
