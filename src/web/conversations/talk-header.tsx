import type { Conversation } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { words } from "../i18n/words.ts";
import { Icon } from "../icons.tsx";
import { isPhone, isWide } from "../state/environment.ts";
import { openDetails, openDialog, showList } from "../state/navigation.ts";
import { chooseDetailsColumn, hasDetailsColumn } from "../state/preferences.ts";
import { Changing } from "../text/changing.tsx";
import { ConversationMark } from "./conversation-link.tsx";
import { nameOf } from "./conversation-name.ts";

/** The conversation's name, and the way to its details: on a phone behind the name itself, which needs the room. */
export function TalkHeader({ conversation }: { conversation: Conversation | undefined }) {
  const { people, isLive, openReports } = useChat();
  const say = words.value;
  const reports = openReports.value;
  const hasReports = reports !== undefined && reports.count > 0 && reports.conversationId === conversation?.id;
  return (
    <header class="talk-header">
      {isPhone.value && <BackToList />}
      {conversation !== undefined && (
        <>
          <div class="talk-about">
            <span class="talk-mark">
              <ConversationMark conversation={conversation} />
            </span>
            <div class="talk-names">
              <h1 class="clip" dir="auto" translate={false} tabIndex={-1}>
                {nameOf(conversation)}
              </h1>
              <p class="hint clip">
                <Changing text={subtitle(conversation)} />
              </p>
            </div>
            {isPhone.value && (
              <button type="button" class="talk-open" aria-label={detailsOf(conversation)} onClick={openDetails}>
                {hasReports && <span class="dot" />}
              </button>
            )}
          </div>
          <button
            type="button"
            class="icon-button"
            aria-label={say.search.title}
            title={say.search.title}
            onClick={() => openDialog({ kind: "search", conversation })}
          >
            <Icon name="search" />
          </button>
          {!isPhone.value && <DetailsButton label={detailsOf(conversation)} hasNews={hasReports} />}
        </>
      )}
    </header>
  );

  function detailsOf(shown: Conversation): string {
    return shown.kind === "direct" ? say.details.about(shown.peer.nickname) : say.details.open(nameOf(shown));
  }

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

function BackToList() {
  const { unreadCount, invitations } = useChat();
  return (
    <button type="button" class="icon-button" aria-label={words.value.conversations.title} onClick={showList}>
      <Icon name="back" />
      {unreadCount.value + invitations.value.size > 0 && <span class="dot" />}
    </button>
  );
}

/** A wide screen has a column for the details, others a sheet. */
function DetailsButton({ label, hasNews }: { label: string; hasNews: boolean }) {
  const hasColumn = isWide.value && hasDetailsColumn.value;
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      title={label}
      aria-expanded={isWide.value ? hasColumn : undefined}
      onClick={() => (isWide.value ? chooseDetailsColumn(!hasColumn) : openDetails())}
    >
      <Icon name="details" />
      {hasNews && <span class="dot" />}
    </button>
  );
}
