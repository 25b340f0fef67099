import { type Conversation, isArchived } from "../../client/index.ts";
import { compareNames } from "../i18n/format.ts";
import { nameOf } from "./conversation-name.ts";

/**
 * As the list has them, without the archived ones: what is pinned comes first, then what was talked in last, and where nobody has talked yet comes
 * last, by name.
 */
export function inOrder(conversations: readonly Conversation[]): readonly Conversation[] {
  return sorted(conversations.filter((each) => !isArchived(each)));
}

/** Those that the list has put away, in the same order. */
export function archivedInOrder(conversations: readonly Conversation[]): readonly Conversation[] {
  return sorted(conversations.filter(isArchived));
}

function sorted(conversations: readonly Conversation[]): readonly Conversation[] {
  return conversations.toSorted(
    (one, other) =>
      isPinned(other) - isPinned(one) || talkedAt(other) - talkedAt(one) || compareNames(nameOf(one), nameOf(other)),
  );
}

function isPinned({ settings }: Conversation): number {
  return Number(settings?.isPinned === true);
}

/** A conversation with messages of which none was told yet was joined just now. */
function talkedAt({ lastMessage, messageCount }: Conversation): number {
  return lastMessage?.at ?? (messageCount > 0 ? Number.MAX_VALUE : 0);
}
