import type { Conversation } from "../../client/index.ts";
import { compareNames } from "../i18n/format.ts";
import { nameOf } from "./conversation-name.ts";

/** As the list has them: what was talked in last comes first, and where nobody has talked yet comes last, by name. */
export function inOrder(conversations: readonly Conversation[]): readonly Conversation[] {
  return conversations.toSorted((one, other) => talkedAt(other) - talkedAt(one) || compareNames(nameOf(one), nameOf(other)));
}

/** A conversation with messages of which none was told yet was joined just now. */
function talkedAt({ lastMessage, messageCount }: Conversation): number {
  return lastMessage?.at ?? (messageCount > 0 ? Number.MAX_VALUE : 0);
}
