import type { Conversation } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { words } from "../i18n/words.ts";
import { closeDialog } from "../state/navigation.ts";
import { MessageList } from "./message-list.tsx";
import { Modal } from "./modal.tsx";

export function PinsDialog({ conversation }: { conversation: Conversation }) {
  const { pins } = useChat();
  const messages = pins.messages.value.map((message) => ({ conversationId: conversation.id, message }));
  return (
    <Modal title={words.value.messages.pinned} onClose={closeDialog}>
      <MessageList messages={messages} />
    </Modal>
  );
}
