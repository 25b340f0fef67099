import type { Conversation } from "../../client/index.ts";
import { Avatar } from "../avatar.tsx";
import { useChat } from "../chat-context.ts";
import { shortTime } from "../i18n/format.ts";
import { words } from "../i18n/words.ts";
import { Icon } from "../icons.tsx";
import { show, shownId } from "../state/navigation.ts";
import { nameOf } from "./conversation-name.ts";
import { Preview } from "./preview.tsx";

const UNREAD_SHOWN_MAX = 99;

export function ConversationLink({ conversation }: { conversation: Conversation }) {
  const isShown = conversation.id === shownId.value;
  const chat = useChat();
  const unread = chat.unreadOf(conversation);
  const hasLeft = conversation.kind === "direct" && chat.people.departures.has(conversation.peer.id);
  const say = words.value;
  return (
    <a
      class={unread > 0 && !isShown ? "nav-link has-unread" : "nav-link"}
      href={`#c=${conversation.id}`}
      aria-current={isShown ? "page" : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        show(conversation.id);
      }}
    >
      <span class="nav-mark">
        <ConversationMark conversation={conversation} />
      </span>
      <span class="nav-text">
        <span class="nav-line">
          <bdi translate={false} class="clip">
            {nameOf(conversation)}
          </bdi>
          {hasLeft && <span class="nav-note">{say.people.hasLeft}</span>}
          {/* Not part of the link's name: it would be another one with every message. */}
          {conversation.lastMessage !== undefined && (
            <time class="nav-time" aria-hidden="true" translate={false}>
              {shortTime(conversation.lastMessage.at)}
            </time>
          )}
        </span>
        <span class="nav-line">
          <Preview conversation={conversation} isShown={isShown} />
          <UnreadBadges conversation={conversation} />
        </span>
      </span>
    </a>
  );
}

/** How much is unread, and of it how much mentions the user. */
export function UnreadBadges({ conversation }: { conversation: Conversation }) {
  const chat = useChat();
  const unread = chat.unreadOf(conversation);
  const mentionCount = chat.unreadMentionsOf(conversation);
  const say = words.value.conversations;
  return (
    <>
      {mentionCount > 0 && (
        <span class="badge mention-badge" translate={false}>
          <span aria-hidden="true">@</span>
          <span class="hidden-text">{say.unreadMentions(mentionCount)}</span>
        </span>
      )}
      {unread > 0 && (
        <span class="badge" translate={false}>
          <span aria-hidden="true">{unread > UNREAD_SHOWN_MAX ? `${UNREAD_SHOWN_MAX}+` : unread}</span>
          <span class="hidden-text">{say.unread(unread)}</span>
        </span>
      )}
    </>
  );
}

/** The room's emoji; # for a room without one, a lock for a private one, the person's disc for the two of you. */
export function ConversationMark({ conversation }: { conversation: Conversation }) {
  if (conversation.kind === "direct") return <Avatar person={conversation.peer} />;
  const { emoji, isPrivate } = conversation;
  const mark = emoji === undefined ? <Icon name={isPrivate ? "lock" : "hash"} /> : <span class="mark-emoji">{emoji}</span>;
  if (!isPrivate) return mark;
  return (
    <>
      {mark}
      <span class="hidden-text">{words.value.conversations.privateRoom} </span>
    </>
  );
}
