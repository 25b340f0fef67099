import type { Conversation, MessageEvent } from "../../client/index.ts";
import type { NoticeLevel } from "../state/preferences.ts";

/** Whether a message of another user calls the user `userId`. */
export function isCall(
  { by, mentions }: Pick<MessageEvent, "by" | "mentions">,
  { kind }: Pick<Conversation, "kind">,
  { level, userId }: { level: NoticeLevel; userId: string },
): boolean {
  if (level === "none" || by.id === userId) return false;
  // A mention without a user is of all members.
  return level === "all" || kind === "direct" || mentions?.some(({ user }) => user === undefined || user.id === userId) === true;
}
