import type { FoundMessage } from "../../client/index.ts";
import { Avatar } from "../avatar.tsx";
import { dateAndTime } from "../i18n/format.ts";
import { words } from "../i18n/words.ts";
import { showMessage } from "../state/navigation.ts";

/** Messages out of their conversation: a press goes to one of them. `nameOf` names the conversation, where that is not plain. */
export function MessageList({
  messages,
  nameOf,
}: {
  messages: readonly FoundMessage[];
  nameOf?: (conversationId: string) => string;
}) {
  return (
    <ul class="found-messages">
      {messages.map(({ conversationId, message }) => (
        <li key={`${conversationId} ${message.seq}`}>
          <button type="button" class="found-message" onClick={() => showMessage(conversationId, message.seq)}>
            <Avatar person={message.by} />
            <span class="found-body">
              <span class="found-head">
                <bdi translate={false} class="author">
                  {message.by.nickname}
                </bdi>{" "}
                {nameOf && <span class="found-place">{nameOf(conversationId)}</span>}{" "}
                <time translate={false} dateTime={new Date(message.at).toISOString()}>
                  {dateAndTime(message.at)}
                </time>
              </span>
              <span class="found-text" dir="auto">
                {message.isDeleted ? words.value.messages.deleted : message.text}
              </span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
