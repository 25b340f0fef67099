import { ShoalError } from "../../../../protocol/errors.ts";
import { requireNotBanned } from "./restrictions.ts";
import type { OpenLog, Transaction } from "./transaction.ts";

/** Of every way into a room. Throws `banned`, `room-archived`. */
export function requireMayEnter(transaction: Transaction, log: OpenLog, user: { readonly key: number }, at: number): void {
  requireNotBanned(transaction, log, user, at);
  const isArchived = transaction.database.one("SELECT 1 FROM rooms WHERE key = ? AND is_archived = 1", log.key) !== undefined;
  if (isArchived) throw new ShoalError("room-archived");
}
