import { type Conversation, isArchived } from "../../client/index.ts";

/** What is unread of a conversation, as this page sees it. */
export interface Unread {
  readonly messageCount: number;
  readonly mentionCount: number;
}

type Settled = Pick<Conversation, "messageCount" | "settings">;

/**
 * How much of it counts in the title of the page: everything, only mentions, or nothing, as the user chose for the conversation. What is archived
 * does not, and a mark counts as one message.
 */
export function countedUnread(conversation: Settled, { messageCount, mentionCount }: Unread): number {
  const { notify, isMarkedUnread = false } = conversation.settings ?? {};
  if (notify === "none") return 0;
  if (notify === "mentions") return mentionCount;
  return isArchived(conversation) ? 0 : Math.max(messageCount, Number(isMarkedUnread));
}
