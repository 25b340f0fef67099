import type { Conversation, MessageEvent } from "../../client/index.ts";
import type { NoticeLevel } from "../state/preferences.ts";

/** Whether an unread message calls the user `userId`. What they chose for the conversation goes before `level`, which is for all of them. */
export function isCall(
  { by, seq }: Pick<MessageEvent, "by" | "seq">,
  { kind, unreadMentions, settings }: Pick<Conversation, "kind" | "unreadMentions" | "settings">,
  { level, userId }: { level: NoticeLevel; userId: string },
): boolean {
  const { notify = "default" } = settings ?? {};
  const chosen = notify === "default" ? level : notify;
  if (chosen === "none" || by.id === userId) return false;
  return chosen === "all" || (chosen === "calls" && kind === "direct") || unreadMentions?.includes(seq) === true;
}
