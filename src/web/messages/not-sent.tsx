import type { OutgoingMessage } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { errorText } from "../i18n/error-text.ts";
import { words } from "../i18n/words.ts";

/** A refused message waits for a decision. */
export function NotSent({ message }: { message: OutgoingMessage }) {
  const { client } = useChat();
  const say = words.value.messages;
  return (
    <p class="not-sent">
      <span>
        {say.notSent} {message.error !== undefined && errorText(message.error)}
      </span>
      <button type="button" class="quiet-button" onClick={() => client.retry(message.clientMessageId)}>
        {say.retry}
      </button>
      <button type="button" class="quiet-button" onClick={() => client.discard(message.clientMessageId)}>
        {say.discard}
      </button>
    </p>
  );
}
