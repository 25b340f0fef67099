import type { ConversationSettings, Notify } from "../../../protocol/conversation-settings.ts";

/** The settings of a membership, as they are stored. */
export interface SettingsRow {
  readonly isPinned: number;
  readonly archivedMessageCount: number | null;
  readonly notify: Notify | null;
  readonly isMarkedUnread: number;
}

/** The columns of a membership that make a `SettingsRow`. */
export const settingsColumns = `membership.is_pinned AS isPinned, membership.archived_message_count AS archivedMessageCount,
    membership.notify, membership.is_marked_unread AS isMarkedUnread`;

/** Only what is not the default [P100]. */
export function settingsOf({ isPinned, archivedMessageCount, notify, isMarkedUnread }: SettingsRow): ConversationSettings {
  return {
    ...(isPinned === 1 && { isPinned: true }),
    ...(archivedMessageCount !== null && { archivedMessageCount }),
    ...(notify !== null && { notify }),
    ...(isMarkedUnread === 1 && { isMarkedUnread: true }),
  };
}
