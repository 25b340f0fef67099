import { useEffect, useState } from "preact/hooks";
import type { FoundMessage } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { nameOf } from "../conversations/conversation-name.ts";
import { Problem } from "../forms/problem.tsx";
import { useRequest } from "../forms/use-request.ts";
import { words } from "../i18n/words.ts";
import { closeDialog } from "../state/navigation.ts";
import { MessageList } from "./message-list.tsx";
import { Modal } from "./modal.tsx";

/** The messages that mention the user, in all conversations, the newest first. */
export function MentionsDialog() {
  const { client, conversations } = useChat();
  const [messages, setMessages] = useState<readonly FoundMessage[] | undefined>(undefined);
  const [next, setNext] = useState<string | undefined>(undefined);
  const { isBusy, problem, load } = useRequest();
  const say = words.value;

  function loadPage(after: string | undefined): void {
    load(async () => {
      const page = await client.mentions({ after });
      setMessages((before) => [...(before ?? []), ...page.messages]);
      setNext(page.next);
    });
  }
  useEffect(() => loadPage(undefined), []);

  const placeOf = (id: string): string => {
    const conversation = conversations.value.get(id);
    return conversation === undefined ? "" : nameOf(conversation);
  };
  return (
    <Modal title={say.conversations.mentions} onClose={closeDialog}>
      {messages?.length === 0 && <p class="empty-hint">{say.conversations.noMentions}</p>}
      {messages !== undefined && <MessageList messages={messages} nameOf={placeOf} />}
      {messages === undefined && problem === undefined && <p class="empty-hint">{say.common.loading}</p>}
      <Problem text={problem} />
      {next !== undefined && (
        <button type="button" class="quiet-button" aria-busy={isBusy} onClick={() => loadPage(next)}>
          {say.common.more}
        </button>
      )}
    </Modal>
  );
}
