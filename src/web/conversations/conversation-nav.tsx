import { useEffect, useRef, useState } from "preact/hooks";
import { Avatar } from "../avatar.tsx";
import { useChat } from "../chat-context.ts";
import { words } from "../i18n/words.ts";
import { Drawing, Fish, Icon, type IconName } from "../icons.tsx";
import { openDialog, show } from "../state/navigation.ts";
import { startWhenIdle } from "../when-idle.ts";
import { ConversationList } from "./conversation-list.tsx";
import { archivedInOrder, inOrder } from "./conversation-order.ts";
import { Archive, ConversationMenu, Invitations, preloadConversationTools, UnreadHints } from "./conversation-tools.ts";

const READ_ALL = "M2.5 13 7 17.5 15.5 8M11.5 16.5l1 1L21.5 8";

const ROW = "[data-conversation-id]";

/** The arrow keys and the finger that rests: loaded once, when the browser is idle. */
let gestures: typeof import("./list-gestures.ts") | undefined;

/** The column in deep-sea blue: the conversations, and the user. As the list of a phone it is all that the page has. */
export function ConversationNav({ isList }: { isList: boolean }) {
  const chat = useChat();
  const [open, setOpen] = useState<{ readonly id: string; readonly anchor: Element } | undefined>(undefined);
  const lists = useRef<HTMLDivElement>(null);
  // After the last invitation it stays: it says where the focus goes.
  const wasInvited = useRef(false);
  wasInvited.current ||= chat.invitations.value.size > 0;
  const say = words.value.conversations;
  const all = [...chat.conversations.value.values()];
  const listed = inOrder(all);
  const archived = archivedInOrder(all);
  const hasSettings = chat.client.features.has("conversation-settings");
  const withMenu = open && chat.conversations.value.get(open.id);

  /** Beside the menu button of the row that has the target. */
  function openMenuAt(target: EventTarget | null): boolean {
    const row = target instanceof Element ? target.closest<HTMLElement>(ROW) : null;
    const anchor = row?.querySelector(".nav-more");
    if (row === null || !anchor) return false;
    setOpen({ id: row.dataset.conversationId ?? "", anchor });
    return true;
  }

  useEffect(preloadConversationTools, []);
  useEffect(() => {
    const { current } = lists;
    const follow = (): (() => void) =>
      current === null || gestures === undefined ? () => {} : gestures.followListGestures(current, openMenuAt);
    if (gestures !== undefined) return follow();
    return startWhenIdle(async () => {
      gestures = await import("./list-gestures.ts");
      return follow;
    });
  }, []);

  return (
    <div class="conversations" role={isList ? "main" : undefined}>
      {isList && (
        <h1 class="hidden-text" tabIndex={-1}>
          {say.title}
        </h1>
      )}
      <nav aria-label={say.title}>
        <div class="nav-head">
          <p class="brand">
            <Fish />
            <span>Shoal</span>
          </p>
          {hasSettings && chat.hasUnread.value && (
            <NavTool icon={READ_ALL} label={say.readAll} onClick={() => void chat.client.readAll().catch(() => {})} />
          )}
          <NavTool
            icon="at"
            label={say.mentions}
            isMarked={chat.mentionCount.value > 0}
            onClick={() => openDialog({ kind: "mentions" })}
          />
          <NavTool icon="search" label={say.findRooms} onClick={() => openDialog({ kind: "find-rooms" })} />
          <NavTool icon="plus" label={say.newRoom} onClick={() => openDialog({ kind: "new-room" })} />
        </div>
        <div class="conversation-frame">
          {/* biome-ignore lint/a11y/noStaticElementInteractions: it hears the clicks on the links in it */}
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: the browser makes clicks of their keys */}
          <div
            ref={lists}
            class="conversation-lists"
            onContextMenu={(event) => {
              if (openMenuAt(event.target)) event.preventDefault();
            }}
            onClick={(event) => {
              const { target, metaKey, ctrlKey, shiftKey } = event;
              if (!(target instanceof Element)) return;
              if (target.closest(".nav-more") !== null && openMenuAt(target)) return;
              const id = target.closest(".nav-link")?.closest<HTMLElement>(ROW)?.dataset.conversationId;
              if (id === undefined || metaKey || ctrlKey || shiftKey) return;
              event.preventDefault();
              show(id);
            }}
          >
            {wasInvited.current && <Invitations />}
            <ConversationList conversations={listed} />
            {archived.length > 0 && <Archive conversations={archived} />}
          </div>
          <UnreadHints lists={lists} conversations={listed} />
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
        {hasSettings && open !== undefined && withMenu !== undefined && (
          <ConversationMenu conversation={withMenu} anchor={open.anchor} onClose={() => setOpen(undefined)} />
        )}
      </nav>
    </div>
  );
}

interface NavToolProps {
  icon: IconName | typeof READ_ALL;
  label: string;
  isMarked?: boolean;
  onClick: () => void;
}

function NavTool({ icon, label, isMarked = false, onClick }: NavToolProps) {
  return (
    <button type="button" class="icon-button nav-tool" aria-label={label} title={label} onClick={onClick}>
      {icon === READ_ALL ? <Drawing path={icon} /> : <Icon name={icon} />}
      {isMarked && <span class="dot" />}
    </button>
  );
}
