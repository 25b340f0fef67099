import type { Conversation, MessageEvent } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { draftsOf } from "../state/drafts.ts";
import { closeDialog, messageAddress, show } from "../state/navigation.ts";
import { ConversationPicker } from "./conversation-picker.tsx";
import { forwardedText } from "./forwarded-text.ts";
import { Modal } from "./modal.tsx";
import { dialogWords } from "./words.ts";

/** Where to? The message becomes a quote in the draft there: its user may add to it, and sends it. */
export function ForwardDialog({ conversationId, message }: { conversationId: string; message: MessageEvent }) {
  const { me } = useChat();

  function choose(target: Conversation): void {
    const drafts = draftsOf(me.id);
    const quote = forwardedText(message, messageAddress(conversationId, message.seq));
    drafts.write(target.id, [quote, drafts.read(target.id)].filter(Boolean).join("\n"));
    show(target.id);
  }

  return (
    <Modal title={dialogWords.value.messages.forwardTo} onClose={closeDialog}>
      <ConversationPicker exceptId={conversationId} onPick={choose} />
    </Modal>
  );
}
