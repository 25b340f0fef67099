import type { ConversationSettings } from "../../../../protocol/conversation-settings.ts";
import { ShoalError } from "../../../../protocol/errors.ts";
import { limits } from "../../../../protocol/limits.ts";
import type { SettingsChange } from "../../storage.ts";
import type { PersonRow } from "../person-rows.ts";
import { type SettingsRow, settingsColumns, settingsOf } from "../settings-rows.ts";
import { memberOf } from "./members.ts";
import { type OpenLog, ownLog, type Transaction } from "./transaction.ts";

type User = PersonRow & { readonly key: number };

export function configure(transaction: Transaction, { conversationId, userId, at, ...change }: SettingsChange): void {
  const log = transaction.log(conversationId);
  const user = log && memberOf(transaction, log, userId);
  if (!user) throw new ShoalError("not-found");
  const before = settingsRow(transaction, log, user);
  const after = changed(before, change, log.messageCount);
  if (Object.entries(after).every(([name, value]) => value === before[name as keyof SettingsRow])) return;
  if (after.isPinned > before.isPinned) requirePlaceForPin(transaction, user);

  transaction.database.run(
    `UPDATE memberships SET is_pinned = ?, archived_message_count = ?, notify = ?, is_marked_unread = ?
     WHERE user_key = ? AND conversation_key = ?`,
    ...([after.isPinned, after.archivedMessageCount, after.notify, after.isMarkedUnread] as const),
    ...([user.key, log.key] as const),
  );
  tell(transaction, log, user, settingsOf(after), at);
}

/** The user has read there [P100d]. */
export function endUnreadMark(transaction: Transaction, log: OpenLog, user: User, at: number): void {
  const ended = transaction.database.run(
    "UPDATE memberships SET is_marked_unread = 0 WHERE user_key = ? AND conversation_key = ? AND is_marked_unread = 1",
    user.key,
    log.key,
  );
  if (ended > 0) tell(transaction, log, user, settingsOf(settingsRow(transaction, log, user)), at);
}

/** What is pinned is not archived, and the other way round: archiving counts where both are asked for [P100b]. */
function changed(
  before: SettingsRow,
  { isPinned, isArchived, notify, isMarkedUnread }: Omit<SettingsChange, "conversationId" | "userId" | "at">,
  messageCount: number,
): SettingsRow {
  const isTakenOut = isArchived === false || isPinned === true;
  const archivedBefore = isTakenOut ? null : before.archivedMessageCount;
  const wanted = notify ?? before.notify;
  return {
    isPinned: isArchived === true ? 0 : Number(isPinned ?? before.isPinned),
    archivedMessageCount: isArchived === true ? messageCount : archivedBefore,
    notify: wanted === "default" ? null : (wanted ?? null),
    isMarkedUnread: Number(isMarkedUnread ?? before.isMarkedUnread),
  };
}

function settingsRow({ database }: Transaction, log: OpenLog, user: User): SettingsRow {
  const row = database.one<SettingsRow>(
    `SELECT ${settingsColumns} FROM memberships AS membership WHERE user_key = ? AND conversation_key = ?`,
    user.key,
    log.key,
  );
  if (!row) throw new Error("a member has a row");
  return row;
}

function requirePlaceForPin({ database }: Transaction, user: User): void {
  const pinned = database.one<{ count: number }>(
    "SELECT count(*) AS count FROM memberships INDEXED BY listed_memberships WHERE user_key = ? AND is_listed = 1 AND is_pinned = 1",
    user.key,
  );
  if ((pinned?.count ?? 0) >= limits.pinnedConversationsMax) throw new ShoalError("too-many-pinned-conversations");
}

function tell(transaction: Transaction, log: OpenLog, user: User, settings: ConversationSettings, at: number): void {
  transaction.append(ownLog(transaction, user), null, { type: "configured", at, conversationId: log.id, settings });
}
