import type { ComponentChildren } from "preact";
import { type Conversation, isMuted } from "../../client/index.ts";
import { Avatar } from "../avatar.tsx";
import { shortTime } from "../i18n/format.ts";
import { words } from "../i18n/words.ts";
import { Drawing, Icon } from "../icons.tsx";
import { RoomMark } from "../room-mark.tsx";
import { nameOf } from "./conversation-name.ts";
import { Preview } from "./preview.tsx";

const UNREAD_SHOWN_MAX = 99;
const MUTED = "M4 4l16 16M9 6.2A5.2 5.2 0 0 1 17.2 10v3.5M6.8 9.6V14L5 17h12M10 20h4";

/** What a row shows. It is drawn again when one of these is another. */
export interface RowState {
  readonly conversation: Conversation;
  readonly isShown: boolean;
  readonly unread: number;
  readonly mentionCount: number;
  /** The other person of a private conversation is online, as far as is known. */
  readonly isPeerOnline: boolean;
  /** The other person of a private conversation has left for good. */
  readonly hasLeft: boolean;
}

/** A row of the list. The list hears its clicks and presses, so that a row has no listeners of its own. */
export function ConversationLink({ conversation, isShown, unread, mentionCount, isPeerOnline, hasLeft }: RowState) {
  const { id, settings, lastMessage, messageCount } = conversation;
  const isPinned = settings?.isPinned === true;
  const isNoted = settings?.isMarkedUnread === true || mentionCount > 0 || (unread > 0 && !isMuted(conversation));
  const say = words.value;
  const state = isNoted && !isShown ? "has-unread" : lastMessage === undefined && messageCount === 0 && "is-silent";
  return (
    <li data-conversation-id={id}>
      <a
        class={`nav-link ${state || ""}`}
        href={`#c=${id}`}
        aria-current={isShown ? "page" : undefined}
        aria-description={isPeerOnline ? say.people.isOnline : undefined}
      >
        <span class={isPeerOnline ? "nav-mark person-face online" : "nav-mark"}>
          <ConversationMark conversation={conversation} />
        </span>
        <span class="nav-text">
          <span class="nav-line">
            <bdi translate={false} class="clip">
              {nameOf(conversation)}
            </bdi>
            {hasLeft && <span class="nav-note">{say.people.hasLeft}</span>}
            {isMuted(conversation) && (
              <Flag text={say.conversations.muted}>
                <Drawing path={MUTED} />
              </Flag>
            )}
            {isPinned && (
              <Flag text={say.conversations.pinned}>
                <Icon name="pin" />
              </Flag>
            )}
            {/* Not part of the link's name: it would be another one with every message. */}
            {lastMessage !== undefined && (
              <time class="nav-time" aria-hidden="true" translate={false}>
                {shortTime(lastMessage.at)}
              </time>
            )}
          </span>
          <span class="nav-line">
            <Preview conversation={conversation} isShown={isShown} />
            <UnreadBadges {...{ conversation, unread, mentionCount }} />
          </span>
        </span>
      </a>
      <button
        type="button"
        class="nav-more"
        aria-label={say.conversations.options(nameOf(conversation))}
        title={say.messages.more}
        aria-haspopup="menu"
      >
        <Icon name="more" />
      </button>
    </li>
  );
}

function Flag({ text, children }: { text: string; children: ComponentChildren }) {
  return (
    <span class="nav-flag">
      {children}
      <span class="hidden-text">{text}</span>
    </span>
  );
}

/** How much is unread, and of it how much mentions the user. What is muted is quiet; a mark has no number. */
export function UnreadBadges({ conversation, unread, mentionCount }: Pick<RowState, "conversation" | "unread" | "mentionCount">) {
  const isMarked = conversation.settings?.isMarkedUnread === true;
  const say = words.value.conversations;
  const look = isMuted(conversation) ? "badge quiet" : "badge";
  return (
    <>
      {mentionCount > 0 && (
        <span class="badge mention-badge" translate={false}>
          <span aria-hidden="true">@</span>
          <span class="hidden-text">{say.unreadMentions(mentionCount)}</span>
        </span>
      )}
      {unread > 0 && (
        <span class={look} translate={false}>
          <span aria-hidden="true">{unread > UNREAD_SHOWN_MAX ? `${UNREAD_SHOWN_MAX}+` : unread}</span>
          <span class="hidden-text">{say.unread(unread)}</span>
        </span>
      )}
      {unread === 0 && isMarked && (
        <span class={`${look} mark`}>
          <span class="hidden-text">{say.markedUnread}</span>
        </span>
      )}
    </>
  );
}

/** The room's picture or emoji; # for a room without either, a lock for a private one, the person's disc for the two of you. */
export function ConversationMark({ conversation }: { conversation: Conversation }) {
  if (conversation.kind === "direct") return <Avatar person={conversation.peer} />;
  const { isPrivate } = conversation;
  const mark = (
    <RoomMark room={conversation}>
      <Icon name={isPrivate ? "lock" : "hash"} />
    </RoomMark>
  );
  if (!isPrivate) return mark;
  return (
    <>
      {mark}
      <span class="hidden-text">{words.value.conversations.privateRoom} </span>
    </>
  );
}
