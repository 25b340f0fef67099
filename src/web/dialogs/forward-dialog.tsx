import { useState } from "preact/hooks";
import type { Conversation, MessageEvent } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { ConversationMark } from "../conversations/conversation-link.tsx";
import { nameOf } from "../conversations/conversation-name.ts";
import { SearchField } from "../forms/search-field.tsx";
import { compareNames } from "../i18n/format.ts";
import { words } from "../i18n/words.ts";
import { draftsOf } from "../state/drafts.ts";
import { closeDialog, messageAddress, show } from "../state/navigation.ts";
import { forwardedText } from "./forwarded-text.ts";
import { Modal } from "./modal.tsx";

/** Where to? The message becomes a quote in the draft there: its user may add to it, and sends it. */
export function ForwardDialog({ conversationId, message }: { conversationId: string; message: MessageEvent }) {
  const { conversations, me } = useChat();
  const [query, setQuery] = useState("");
  const say = words.value;
  const wanted = query.toLocaleLowerCase();
  const targets = [...conversations.value.values()]
    .filter((each) => each.id !== conversationId && nameOf(each).toLocaleLowerCase().includes(wanted))
    .sort((one, other) => compareNames(nameOf(one), nameOf(other)));

  function choose(target: Conversation): void {
    const drafts = draftsOf(me.id);
    const quote = forwardedText(message, messageAddress(conversationId, message.seq));
    drafts.write(target.id, [quote, drafts.read(target.id)].filter(Boolean).join("\n"));
    show(target.id);
  }

  return (
    <Modal title={say.messages.forwardTo} onClose={closeDialog}>
      <SearchField label={say.messages.findConversation} onSearch={setQuery} />
      <ul class="pick-list">
        {targets.map((target) => (
          <li key={target.id}>
            <button type="button" class="pick pick-button" onClick={() => choose(target)}>
              <ConversationMark conversation={target} />
              <bdi translate={false} class="pick-name clip">
                {nameOf(target)}
              </bdi>
            </button>
          </li>
        ))}
      </ul>
      {targets.length === 0 && (
        <p class="empty-hint">{query === "" ? say.messages.noConversation : say.messages.noConversationFound}</p>
      )}
    </Modal>
  );
}
