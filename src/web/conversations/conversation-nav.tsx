import type { Conversation } from "../../client/index.ts";
import { Avatar } from "../avatar.tsx";
import { useChat } from "../chat-context.ts";
import { words } from "../i18n/words.ts";
import { Fish, Icon, type IconName } from "../icons.tsx";
import { openDialog } from "../state/navigation.ts";
import { ConversationLink } from "./conversation-link.tsx";
import { inOrder } from "./conversation-order.ts";
import { Invitations } from "./invitations.tsx";

/** The column in deep-sea blue: the conversations, and the user. */
export function ConversationNav() {
  const chat = useChat();
  const say = words.value.conversations;
  const { rooms, directs } = inOrder([...chat.conversations.value.values()]);

  return (
    <nav class="conversations" aria-label={say.title}>
      <p class="brand">
        <Fish />
        <span>Shoal</span>
      </p>
      <div class="conversation-lists">
        <Invitations />
        <List title={say.rooms} conversations={rooms} />
        <NavAction icon="plus" label={say.newRoom} dialog="new-room" />
        <NavAction icon="search" label={say.findRooms} dialog="find-rooms" />
        <NavAction icon="at" label={say.mentions} dialog="mentions" count={chat.mentionCount.value} />
        {directs.length > 0 && <List title={say.directs} conversations={directs} />}
      </div>
      <button
        type="button"
        class="nav-me"
        onClick={() => {
          openDialog({ kind: "settings" });
        }}
      >
        <Avatar person={chat.me} />
        <bdi translate={false} class="clip">
          {chat.me.nickname}
        </bdi>
        <span class="hidden-text">{say.settings}</span>
        <Icon name="settings" />
      </button>
    </nav>
  );
}

function List({ title, conversations }: { title: string; conversations: readonly Conversation[] }) {
  return (
    <>
      <h2 class="nav-title">{title}</h2>
      <ul class="nav-list">
        {conversations.map((conversation) => (
          <li key={conversation.id}>
            <ConversationLink conversation={conversation} />
          </li>
        ))}
      </ul>
    </>
  );
}

interface NavActionProps {
  icon: IconName;
  label: string;
  dialog: "new-room" | "find-rooms" | "mentions";
  count?: number;
}

function NavAction({ icon, label, dialog, count = 0 }: NavActionProps) {
  return (
    <button
      type="button"
      class="nav-action"
      onClick={() => {
        openDialog({ kind: dialog });
      }}
    >
      <Icon name={icon} />
      <span>{label}</span>
      {count > 0 && (
        <span class="badge" aria-hidden="true" translate={false}>
          {count}
        </span>
      )}
    </button>
  );
}
