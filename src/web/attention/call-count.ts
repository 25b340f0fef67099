import type { Conversation } from "../../client/index.ts";
import type { NoticeLevel } from "../state/preferences.ts";

interface Counts {
  readonly conversations: { readonly value: ReadonlyMap<string, Conversation> };
  /** What is unread and counts: nothing of what is archived, of muted ones the mentions. */
  countedUnreadOf(conversation: Conversation): number;
  unreadMentionsOf(conversation: Conversation): number;
}

/** How many unread messages call the user: by what they chose for the conversation, or else by `level`. */
export function callCount(counts: Counts, level: NoticeLevel): number {
  let count = 0;
  for (const conversation of counts.conversations.value.values()) {
    const { notify = "default" } = conversation.settings ?? {};
    const chosen = notify === "default" ? level : notify;
    const isAll = chosen === "all" || (chosen === "calls" && conversation.kind === "direct");
    if (chosen === "none") continue;
    count += isAll ? counts.countedUnreadOf(conversation) : counts.unreadMentionsOf(conversation);
  }
  return count;
}
