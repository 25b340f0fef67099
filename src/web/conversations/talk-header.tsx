import { type Conversation, may } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { words } from "../i18n/words.ts";
import { Icon } from "../icons.tsx";
import { isPhone, isWide } from "../state/environment.ts";
import { openDialog, openDrawer } from "../state/navigation.ts";
import { Changing } from "../text/changing.tsx";
import { ConversationMark } from "./conversation-link.tsx";
import { nameOf } from "./conversation-name.ts";

/** The conversation's name, and buttons for everything that a small screen has no column for. */
export function TalkHeader({ conversation }: { conversation: Conversation | undefined }) {
  const { people, unreadCount, invitations, isLive } = useChat();
  const say = words.value;
  return (
    <header class="talk-header">
      {isPhone.value && (
        <button
          type="button"
          class="icon-button"
          aria-label={say.conversations.title}
          onClick={() => openDrawer("conversations")}
        >
          <Icon name="menu" />
          {unreadCount.value + invitations.value.size > 0 && <span class="dot" />}
        </button>
      )}
      {conversation !== undefined && (
        <>
          <span class="talk-mark">
            <ConversationMark conversation={conversation} />
          </span>
          <div class="talk-names">
            <h1 class="clip" dir="auto" translate={false}>
              {nameOf(conversation)}
            </h1>
            <p class="hint clip">
              <Changing text={subtitle(conversation)} />
            </p>
          </div>
          <button
            type="button"
            class="icon-button talk-search"
            aria-label={say.search.title}
            title={say.search.title}
            onClick={() => openDialog({ kind: "search", conversation })}
          >
            <Icon name="search" />
          </button>
          {conversation.kind === "room" && may("member", "leave", conversation) && (
            <>
              <button
                type="button"
                class="icon-button"
                aria-label={say.people.invite}
                title={say.people.invite}
                onClick={() => {
                  openDialog({ kind: "invite", room: conversation });
                }}
              >
                <Icon name="invite" />
              </button>
              <button
                type="button"
                class="icon-button"
                aria-label={say.conversations.leave(conversation.name)}
                title={say.conversations.leaveRoom}
                onClick={() => {
                  openDialog({ kind: "leave-room", room: conversation });
                }}
              >
                <Icon name="leave" />
              </button>
            </>
          )}
        </>
      )}
      {!isWide.value && (
        <button type="button" class="icon-button" aria-label={say.people.title} onClick={() => openDrawer("people")}>
          <Icon name="people" />
        </button>
      )}
    </header>
  );

  function subtitle(shown: Conversation): string {
    if (shown.kind === "direct") {
      if (people.departures.has(shown.peer.id)) return say.people.hasLeft;
      if (!isLive) return "";
      return people.isOnline(shown.peer.id) ? say.people.isOnline : say.people.isOffline;
    }
    if (people.memberCount.value === 0) return "";
    return say.people.members(people.memberCount.value);
  }
}
