import { useState } from "preact/hooks";
import { type Conversation, may } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { ConversationMark } from "../conversations/conversation-link.tsx";
import { ConversationMenu } from "../conversations/conversation-menu.tsx";
import { nameOf } from "../conversations/conversation-name.ts";
import { words } from "../i18n/words.ts";
import { Icon, type IconName } from "../icons.tsx";
import { lazy } from "../lazy.tsx";
import { PeoplePanel } from "../people/people-panel.tsx";
import { roomWords } from "../rooms/words.ts";
import { openDialog } from "../state/navigation.ts";

const PersonDetails = lazy(() => import("./person-details.tsx").then((module) => module.PersonDetails));

/** What is to be known of the shown conversation, and done with it. */
export function Details({ conversation }: { conversation: Conversation }) {
  return (
    <div class="details">
      <header class="details-head">
        <span class="details-mark">
          <ConversationMark conversation={conversation} />
        </span>
        <h2 class="details-name" dir="auto" translate={false} tabIndex={-1}>
          {nameOf(conversation)}
        </h2>
        <Kind conversation={conversation} />
        {conversation.kind === "room" && conversation.description !== undefined && (
          <p class="details-description" dir="auto" translate={false}>
            {conversation.description}
          </p>
        )}
        {conversation.kind === "room" && may(conversation.role ?? "member", "describe", conversation) && (
          <button
            type="button"
            class="quiet-button details-settings"
            onClick={() => openDialog({ kind: "room-settings", room: conversation })}
          >
            {roomWords.value.settings}
          </button>
        )}
      </header>
      <Actions conversation={conversation} />
      {conversation.kind === "room" ? <PeoplePanel /> : <PersonDetails person={conversation.peer} hasFace={false} />}
    </div>
  );
}

function Kind({ conversation }: { conversation: Conversation }) {
  const say = words.value.details;
  if (conversation.kind === "direct") return <p class="hint">{say.direct}</p>;
  return <p class="hint">{conversation.isPrivate ? say.privateRoom : say.publicRoom}</p>;
}

function Actions({ conversation }: { conversation: Conversation }) {
  const { client } = useChat();
  const [menuAnchor, openMenu] = useState<Element | undefined>(undefined);
  const say = words.value;
  const room = conversation.kind === "room" && may("member", "leave", conversation) ? conversation : undefined;
  return (
    <div class="details-actions">
      {room !== undefined && (
        <Action icon="invite" label={say.details.invite} onClick={() => openDialog({ kind: "invite", room })}>
          {say.details.invite}
        </Action>
      )}
      <Action icon="search" label={say.search.title} onClick={() => openDialog({ kind: "search", conversation })}>
        {say.details.search}
      </Action>
      {client.features.has("history-since") && (
        <Action icon="calendar" label={say.date.title} onClick={() => openDialog({ kind: "date", conversation })}>
          {say.details.date}
        </Action>
      )}
      {client.features.has("conversation-settings") && (
        <Action icon="more" label={say.details.options} hasMenu onClick={openMenu}>
          {say.details.options}
        </Action>
      )}
      {room !== undefined && (
        <Action icon="leave" label={say.conversations.leave(room.name)} onClick={() => openDialog({ kind: "leave-room", room })}>
          {say.details.leave}
        </Action>
      )}
      {menuAnchor !== undefined && (
        <ConversationMenu conversation={conversation} anchor={menuAnchor} onClose={() => openMenu(undefined)} />
      )}
    </div>
  );
}

interface ActionProps {
  icon: IconName;
  /** For screen readers: it begins with the visible words. */
  label: string;
  hasMenu?: boolean;
  onClick: (button: Element) => void;
  children: string;
}

function Action({ icon, label, hasMenu = false, onClick, children }: ActionProps) {
  return (
    <button
      type="button"
      class="details-action"
      aria-label={label}
      aria-haspopup={hasMenu ? "menu" : undefined}
      onClick={({ currentTarget }) => onClick(currentTarget)}
    >
      <Icon name={icon} />
      <span>{children}</span>
    </button>
  );
}
