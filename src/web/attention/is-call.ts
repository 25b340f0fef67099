import type { Conversation, MessageEvent } from "../../client/index.ts";
import type { NoticeLevel } from "../state/preferences.ts";

/** Whether an unread message calls the user `userId`. */
export function isCall(
  { by, seq }: Pick<MessageEvent, "by" | "seq">,
  { kind, unreadMentions }: Pick<Conversation, "kind" | "unreadMentions">,
  { level, userId }: { level: NoticeLevel; userId: string },
): boolean {
  if (level === "none" || by.id === userId) return false;
  return level === "all" || kind === "direct" || unreadMentions?.includes(seq) === true;
}
