import { useEffect, useRef, useState } from "preact/hooks";
import { useChat } from "./chat-context.ts";
import { WritingPlace } from "./composer/writing-place.tsx";
import { ConnectionLine, ConnectionStatus, preloadConnection } from "./connection/connection-status.tsx";
import { nameOf } from "./conversations/conversation-name.ts";
import { ConversationNav } from "./conversations/conversation-nav.tsx";
import { InvitationAnnouncer } from "./conversations/invitation-announcer.tsx";
import { PinsLine } from "./conversations/pins-line.tsx";
import { TalkHeader } from "./conversations/talk-header.tsx";
import { words } from "./i18n/words.ts";
import { lazy } from "./lazy.tsx";
import { Announcer } from "./messages/announcer.tsx";
import { MessageLog } from "./messages/message-log.tsx";
import { preloadMessageTools } from "./messages/message-tools.ts";
import { AnnouncementLine, ClassBar, OrderWatch } from "./order/order-parts.ts";
import { DepartureLine } from "./people/departure-line.tsx";
import { TypingLine } from "./people/typing-line.tsx";
import { isPhone, isWide } from "./state/environment.ts";
import { areDetailsOpen, closeDialog, dialog, leaveConversation, openedLink, shownId } from "./state/navigation.ts";
import { oidcError } from "./state/oidc-error.ts";
import { openedAccountLink } from "./state/opened-account-link.ts";
import { openedInvite } from "./state/opened-invite.ts";
import { hasDetailsColumn } from "./state/preferences.ts";
import { startWhenIdle, whenIdle } from "./when-idle.ts";

const Details = lazy(async () => (await import("./details/details.tsx")).Details);
const DetailsSheet = lazy(async () => (await import("./details/details-sheet.tsx")).DetailsSheet);
const Dialogs = lazy(async () => (await import("./dialogs/dialogs.tsx")).Dialogs);

/** Three columns: the conversations, the messages, the details. A phone shows the list or the messages; without a column the details are a sheet. */
export function ChatScreen() {
  const chat = useChat();
  const conversation = chat.shown.value;
  const isList = isPhone.value && shownId.value === undefined;
  const isMissing = conversation === undefined && !isList && chat.conversations.value.size > 0;
  const hasColumn = isWide.value && hasDetailsColumn.value;
  const unread = chat.unreadCount.value;
  const room = conversation?.kind === "room" ? conversation : undefined;
  const rules = room?.rules;
  const isDialogOpen =
    dialog.value !== undefined ||
    oidcError.value !== undefined ||
    openedLink.value !== undefined ||
    openedInvite.value !== undefined ||
    openedAccountLink.value !== undefined;

  const [isIdle, setIdle] = useState(false);
  useEffect(
    () =>
      whenIdle(() => {
        DetailsSheet.preload();
        Dialogs.preload();
        preloadMessageTools();
        preloadConnection();
        setIdle(true);
      }),
    [],
  );

  useEffect(() => startWhenIdle(async () => (await import("./idle-work.ts")).startIdleWork(chat)), [chat]);

  useEffect(() => {
    if (isMissing) leaveConversation();
  }, [isMissing]);

  useListFocus(isList);
  useEffect(
    () => () => {
      document.title = "Shoal";
      closeDialog();
    },
    [],
  );
  useEffect(() => {
    const count = unread > 0 ? `(${unread}) ` : "";
    const title = conversation === undefined ? `${count}Shoal` : `${count}${nameOf(conversation)} · Shoal`;
    if (document.title !== title) document.title = title;
  });

  return (
    <div class={hasColumn ? "chat with-details" : "chat"}>
      <ConversationNav isList={isList} />
      {isList && <ConnectionStatus />}
      {!isList && (
        <main class="talk">
          <TalkHeader conversation={conversation} />
          <ConnectionLine />
          {conversation === undefined ? (
            <>
              <div class="log-frame" />
              <ConnectionStatus />
            </>
          ) : (
            <>
              <PinsLine conversation={conversation} />
              {room && rules?.announcement !== undefined && (
                <AnnouncementLine key={`news ${room.id} ${rules.announcement}`} room={room} text={rules.announcement} />
              )}
              <MessageLog key={conversation.id} conversation={conversation} />
              {room && rules?.hasHands === true && <ClassBar key={`class ${room.id}`} room={room} />}
              <TypingLine />
              <ConnectionStatus />
              <DepartureLine conversation={conversation} />
              <WritingPlace key={`composer ${conversation.id}`} conversation={conversation} />
            </>
          )}
        </main>
      )}
      {hasColumn && (
        <aside class="details-column" aria-label={words.value.details.title}>
          {conversation !== undefined && <Details conversation={conversation} />}
        </aside>
      )}
      {!isWide.value && areDetailsOpen.value && conversation !== undefined && <DetailsSheet conversation={conversation} />}
      <Announcer />
      <InvitationAnnouncer />
      {isIdle && <OrderWatch />}
      {isDialogOpen && <Dialogs />}
    </div>
  );
}

/** Between the list and a talk of a phone the focus would be lost: it goes to the heading, and back to the conversation's link if it is there. */
function useListFocus(isList: boolean): void {
  const lastId = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (!isPhone.value) return;
    const target = isList && document.querySelector<HTMLElement>(`.nav-link[href="#c=${lastId.current}"]`);
    lastId.current = shownId.peek();
    if (document.activeElement !== document.body && document.activeElement !== null) return;
    (target || document.querySelector<HTMLElement>("h1"))?.focus({ preventScroll: true });
  }, [isList]);
}
