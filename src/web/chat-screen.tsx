import { useEffect } from "preact/hooks";
import { useChat } from "./chat-context.ts";
import { Composer } from "./composer/composer.tsx";
import { ConnectionLine, ConnectionStatus, preloadConnection } from "./connection/connection-status.tsx";
import { nameOf } from "./conversations/conversation-name.ts";
import { ConversationNav } from "./conversations/conversation-nav.tsx";
import { InvitationAnnouncer } from "./conversations/invitation-announcer.tsx";
import { PinsLine } from "./conversations/pins-line.tsx";
import { TalkHeader } from "./conversations/talk-header.tsx";
import { Drawer } from "./drawer.tsx";
import { words } from "./i18n/words.ts";
import { lazy } from "./lazy.tsx";
import { Announcer } from "./messages/announcer.tsx";
import { MessageLog } from "./messages/message-log.tsx";
import { preloadMessageTools } from "./messages/message-tools.ts";
import { DepartureLine } from "./people/departure-line.tsx";
import { PeoplePanel } from "./people/people-panel.tsx";
import { TypingLine } from "./people/typing-line.tsx";
import { isPhone, isWide } from "./state/environment.ts";
import { closeDialog, dialog, openedLink, showLobbyInstead } from "./state/navigation.ts";
import { startWhenIdle, whenIdle } from "./when-idle.ts";

const Dialogs = lazy(async () => (await import("./dialogs/dialogs.tsx")).Dialogs);

/** Three columns: the conversations, the messages, the people. A column without room becomes a drawer. */
export function ChatScreen() {
  const chat = useChat();
  const conversation = chat.shown.value;
  const isKnown = conversation !== undefined || chat.conversations.value.size === 0;
  const unread = chat.unreadCount.value;
  const isDialogOpen = dialog.value !== undefined || openedLink.value !== undefined;

  useEffect(
    () =>
      whenIdle(() => {
        Dialogs.preload();
        preloadMessageTools();
        preloadConnection();
      }),
    [],
  );

  useEffect(() => startWhenIdle(async () => (await import("./idle-work.ts")).startIdleWork(chat)), [chat]);

  useEffect(() => {
    if (!isKnown) showLobbyInstead();
  }, [isKnown]);

  useEffect(
    () => () => {
      document.title = "Shoal";
      closeDialog();
    },
    [],
  );
  useEffect(() => {
    const count = unread > 0 ? `(${unread}) ` : "";
    document.title = conversation === undefined ? `${count}Shoal` : `${count}${nameOf(conversation)} · Shoal`;
  });

  return (
    <div class="chat">
      {isPhone.value ? (
        <Drawer name="conversations" label={words.value.conversations.title}>
          <ConversationNav />
        </Drawer>
      ) : (
        <ConversationNav />
      )}
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
            <MessageLog key={conversation.id} conversation={conversation} />
            <TypingLine />
            <ConnectionStatus />
            <DepartureLine conversation={conversation} />
            <Composer key={`composer ${conversation.id}`} conversation={conversation} />
          </>
        )}
      </main>
      {isWide.value ? (
        <PeoplePanel />
      ) : (
        <Drawer name="people" label={words.value.people.title}>
          <PeoplePanel />
        </Drawer>
      )}
      <Announcer />
      <InvitationAnnouncer />
      {isDialogOpen && <Dialogs />}
    </div>
  );
}
