import { useState } from "preact/hooks";
import { type Conversation, may, type Room } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { ConversationMark } from "../conversations/conversation-link.tsx";
import { ConversationMenu } from "../conversations/conversation-menu.tsx";
import { nameOf } from "../conversations/conversation-name.ts";
import { dialogWords } from "../dialogs/words.ts";
import { words } from "../i18n/words.ts";
import { Icon, type IconName } from "../icons.tsx";
import { lazy } from "../lazy.tsx";
import { rulesInForce } from "../order/order-sentences.ts";
import { sayInForce } from "../order/say.ts";
import { orderWords } from "../order/words.ts";
import { PeoplePanel } from "../people/people-panel.tsx";
import { roomWords } from "../rooms/words.ts";
import { openDialog } from "../state/navigation.ts";
import { Changing } from "../text/changing.tsx";

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
        {conversation.kind === "room" && <RoomOrder room={conversation} />}
      </header>
      <Actions conversation={conversation} />
      {conversation.kind === "room" ? <PeoplePanel /> : <PersonDetails person={conversation.peer} hasFace={false} />}
    </div>
  );
}

/** The rules in force, and the way to change them. */
function RoomOrder({ room }: { room: Room }) {
  const { standingIn, openReports } = useChat();
  const standing = standingIn(room);
  const inForce = rulesInForce({ rules: room.rules ?? {}, isArchived: room.isArchived }).filter(
    (rule) => rule !== "announcement",
  );
  const hasSettings = may(standing, "describe", room) || may(standing, "set-rules", room);
  const reports = openReports.value;
  const reportCount = reports?.conversationId === room.id ? reports.count : 0;
  return (
    <>
      {inForce.length > 0 && (
        <p class="hint details-rules">{inForce.map((rule) => sayInForce(rule, { rules: room.rules ?? {} })).join(" · ")}</p>
      )}
      {hasSettings && (
        <span class="details-settings">
          <button type="button" class="quiet-button" onClick={() => openDialog({ kind: "room-settings", room })}>
            {roomWords.value.settings}
          </button>
          {reportCount > 0 && (
            <button
              type="button"
              class="quiet-button details-reports"
              onClick={() => openDialog({ kind: "room-settings", room, part: "reports" })}
            >
              <Changing text={orderWords.value.openReports(reportCount)} />
            </button>
          )}
        </span>
      )}
    </>
  );
}

function Kind({ conversation }: { conversation: Conversation }) {
  const say = dialogWords.value.details;
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
        <Action icon="invite" label={dialogWords.value.details.invite} onClick={() => openDialog({ kind: "invite", room })}>
          {dialogWords.value.details.invite}
        </Action>
      )}
      <Action icon="search" label={say.search.title} onClick={() => openDialog({ kind: "search", conversation })}>
        {dialogWords.value.details.search}
      </Action>
      {client.features.has("history-since") && (
        <Action icon="calendar" label={dialogWords.value.date.title} onClick={() => openDialog({ kind: "date", conversation })}>
          {dialogWords.value.details.date}
        </Action>
      )}
      {client.features.has("conversation-settings") && (
        <Action icon="more" label={dialogWords.value.details.options} hasMenu onClick={openMenu}>
          {dialogWords.value.details.options}
        </Action>
      )}
      {room !== undefined && (
        <Action icon="leave" label={say.conversations.leave(room.name)} onClick={() => openDialog({ kind: "leave-room", room })}>
          {dialogWords.value.details.leave}
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
