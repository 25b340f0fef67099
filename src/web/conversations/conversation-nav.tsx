import type { VNode } from "preact";
import { useRef } from "preact/hooks";
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
  const conversations = inOrder([...chat.conversations.value.values()]);

  return (
    <nav class="conversations" aria-label={say.title}>
      <div class="nav-head">
        <p class="brand">
          <Fish />
          <span>Shoal</span>
        </p>
        <NavAction icon="at" label={say.mentions} dialog="mentions" isMarked={chat.mentionCount.value > 0} />
        <NavAction icon="search" label={say.findRooms} dialog="find-rooms" />
        <NavAction icon="plus" label={say.newRoom} dialog="new-room" />
      </div>
      <div class="conversation-lists">
        <Invitations />
        <List conversations={conversations} />
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

function List({ conversations }: { conversations: readonly Conversation[] }) {
  // A row that stays the same is not drawn again when another conversation gets a message.
  const rows = useRef(new Map<string, { readonly conversation: Conversation; readonly row: VNode }>());
  const drawn = new Map<string, { readonly conversation: Conversation; readonly row: VNode }>();
  for (const conversation of conversations) {
    const before = rows.current.get(conversation.id);
    const isSame = before?.conversation === conversation;
    drawn.set(conversation.id, isSame ? before : { conversation, row: rowOf(conversation) });
  }
  rows.current = drawn;
  return <ul class="nav-list">{[...drawn.values()].map(({ row }) => row)}</ul>;
}

function rowOf(conversation: Conversation): VNode {
  return (
    <li key={conversation.id}>
      <ConversationLink conversation={conversation} />
    </li>
  );
}

interface NavActionProps {
  icon: IconName;
  label: string;
  dialog: "new-room" | "find-rooms" | "mentions";
  isMarked?: boolean;
}

function NavAction({ icon, label, dialog, isMarked = false }: NavActionProps) {
  return (
    <button
      type="button"
      class="icon-button nav-tool"
      aria-label={label}
      title={label}
      onClick={() => {
        openDialog({ kind: dialog });
      }}
    >
      <Icon name={icon} />
      {isMarked && <span class="dot" />}
    </button>
  );
}
