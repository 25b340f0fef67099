import type { Conversation } from "../../client/index.ts";
import { words } from "../i18n/words.ts";
import { Popover } from "../popover.tsx";
import { ConversationActions } from "./conversation-actions.tsx";
import { nameOf } from "./conversation-name.ts";

interface ConversationMenuProps {
  conversation: Conversation;
  anchor: Element;
  onClose: () => void;
}

/** Everything that the user may do with a conversation in their list. */
export function ConversationMenu({ conversation, anchor, onClose }: ConversationMenuProps) {
  return (
    <Popover role="menu" label={words.value.conversations.options(nameOf(conversation))} anchor={anchor} onClose={onClose}>
      <ConversationActions conversation={conversation} isMenu onDone={onClose} />
    </Popover>
  );
}
