import { useChat } from "../chat-context.ts";
import { errorText } from "../i18n/error-text.ts";
import { timeOfDay } from "../i18n/format.ts";
import { words } from "../i18n/words.ts";
import type { PendingMessage } from "../state/pending-messages.ts";
import { MessageBody } from "./message-body.tsx";

/** The user's own message on its way; a refused one waits for a decision. */
export function PendingRow({ message, isHeading }: { message: PendingMessage; isHeading: boolean }) {
  const chat = useChat();
  const say = words.value;
  return (
    <MessageBody
      person={chat.me}
      text={message.text}
      isHeading={isHeading}
      state={message.state}
      time={<time translate={false}>{timeOfDay(message.createdAt)}</time>}
    >
      {message.state === "failed" && (
        <p class="not-sent">
          <span>
            {say.messages.notSent} {message.error !== undefined && errorText(message.error)}
          </span>
          <button type="button" class="quiet-button" onClick={() => chat.client.retry(message.clientMessageId)}>
            {say.messages.retry}
          </button>
          <button type="button" class="quiet-button" onClick={() => chat.discard(message.clientMessageId)}>
            {say.messages.discard}
          </button>
        </p>
      )}
    </MessageBody>
  );
}
