import { useEffect, useState } from "preact/hooks";
import type { FoundMessage } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { nameOf } from "../conversations/conversation-name.ts";
import { MoreButton } from "../forms/more-button.tsx";
import { Problem } from "../forms/problem.tsx";
import { useRequest } from "../forms/use-request.ts";
import { words } from "../i18n/words.ts";
import { closeDialog } from "../state/navigation.ts";
import { MessageList } from "./message-list.tsx";
import { Modal } from "./modal.tsx";

/** The messages that mention the user, in all conversations, the newest first. */
export function MentionsDialog() {
  const { client, conversations, blocked } = useChat();
  const [messages, setMessages] = useState<readonly FoundMessage[] | undefined>(undefined);
  const [next, setNext] = useState<string | undefined>(undefined);
  const { isBusy, problem, run, load } = useRequest();
  const say = words.value;

  async function loadPage(after: string | undefined): Promise<void> {
    const page = await client.mentions({ after });
    const fresh = page.messages.filter(({ message }) => !blocked.peek().has(message.by.id));
    setMessages((before) => [...(before ?? []), ...fresh]);
    setNext(page.next);
  }
  useEffect(() => load(() => loadPage(undefined)), []);

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
        <MoreButton isBusy={isBusy} isAutomatic={problem === undefined} onMore={() => run(() => loadPage(next))} />
      )}
    </Modal>
  );
}
