import { useState } from "preact/hooks";
import type { Conversation } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { words } from "../i18n/words.ts";
import { Changing } from "../text/changing.tsx";
import { ConversationList } from "./conversation-list.tsx";
import { archiveIcon, chevronIcon } from "./settings-icons.tsx";

/** What the user has put away, behind a row of its own. */
export function Archive({ conversations }: { conversations: readonly Conversation[] }) {
  const chat = useChat();
  const [isOpen, setOpen] = useState(false);
  const say = words.value.conversations;
  const unread = conversations.filter((each) => chat.isUnread(each));
  const hasMentions = unread.some((each) => chat.unreadMentionsOf(each) > 0);
  const title = say.archived(conversations.length);
  return (
    <>
      <button type="button" class="nav-action nav-archive" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span class="nav-mark">{archiveIcon}</span>
        <Changing text={title} />
        {chevronIcon}
        {unread.length > 0 && (
          <span class={hasMentions ? "badge mark" : "badge quiet mark"}>
            <span class="hidden-text">{say.unreadConversations(unread.length)}</span>
          </span>
        )}
      </button>
      {isOpen && <ConversationList conversations={conversations} label={title} />}
    </>
  );
}
