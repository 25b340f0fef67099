import * as v from "valibot";
import { count } from "./ids.ts";
import { openPicklist } from "./open.ts";

/** What a user wants to be told of; `default` is what they chose for all conversations on that device. */
const notifyWords = ["default", "all", "mentions", "none"] as const;

/** As a client asks for it. */
export const notify = v.picklist(notifyWords);

/** What a user told `configure` about one conversation. Every missing field has its default. */
export const conversationSettings = v.object({
  isPinned: v.optional(v.boolean()),
  archivedMessageCount: v.optional(count),
  notify: v.optional(openPicklist(notifyWords, "default")),
  isMarkedUnread: v.optional(v.boolean()),
});
/** A user's own settings of one conversation, the same on all their devices. Every missing field has its default. */
export interface ConversationSettings {
  /** Whether it stands at the top of the user's list. Default false. */
  isPinned?: boolean | undefined;
  /** The conversation's `messageCount` when the user archived it; `isArchived` says what that means now. Missing: not archived. */
  archivedMessageCount?: number | undefined;
  /** What the user wants to be told of. Default `default`. */
  notify?: Notify | undefined;
  /** Whether the user marked it as unread. Their next `read` there ends it. Default false. */
  isMarkedUnread?: boolean | undefined;
}
/** `default` is what the user chose for all conversations; `mentions` and `none` mute the conversation. */
export type Notify = (typeof notifyWords)[number];

/** The part of a conversation that says whether it is archived. */
interface Archivable {
  readonly messageCount: number;
  readonly settings?: ConversationSettings | undefined;
}

/**
 * Whether the user muted the conversation: only mentions call them there, or nothing.
 * @example const total = [...client.conversations.values()].filter((each) => !isMuted(each)).length;
 */
export function isMuted({ settings }: Pick<Archivable, "settings">): boolean {
  return settings?.notify === "mentions" || settings?.notify === "none";
}

/**
 * Whether the conversation is archived now [P100c]: a new message brings it back, but not one of a muted conversation.
 * @example const shown = [...client.conversations.values()].filter((each) => !isArchived(each));
 */
export function isArchived({ messageCount, settings }: Archivable): boolean {
  const archivedAt = settings?.archivedMessageCount;
  return archivedAt !== undefined && (messageCount <= archivedAt || isMuted({ settings }));
}
