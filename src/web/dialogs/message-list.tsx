import type { FoundMessage, HitRange } from "../../client/index.ts";
import { Avatar } from "../avatar.tsx";
import { dayOf, timeOfDay } from "../i18n/format.ts";
import { words } from "../i18n/words.ts";
import { mentionLabels } from "../messages/mention-labels.ts";
import { showMessage } from "../state/navigation.ts";
import { Excerpt } from "../text/excerpt.tsx";

/** Messages out of their conversation: a press goes to one of them. `nameOf` names the conversation, where that is not plain. */
export function MessageList({
  messages,
  nameOf,
}: {
  messages: readonly (FoundMessage & { readonly hits?: readonly HitRange[] })[];
  nameOf?: ((conversationId: string) => string) | undefined;
}) {
  return (
    <ul class="found-messages">
      {messages.map(({ conversationId, message, hits }) => (
        <li key={`${conversationId} ${message.seq}`}>
          <button
            type="button"
            class="found-message"
            onClick={() => showMessage(conversationId, message.seq, hits && { text: message.text, hits })}
          >
            <Avatar person={message.by} />
            <span class="found-body">
              <span class="found-head">
                <bdi translate={false} class="author">
                  {message.by.nickname}
                </bdi>{" "}
                {nameOf && <span class="found-place">{nameOf(conversationId)}</span>}{" "}
                <time translate={false} dateTime={new Date(message.at).toISOString()}>
                  {dayOf(message.at)} {timeOfDay(message.at)}
                </time>
              </span>
              <span class="found-text" dir="auto">
                {message.isDeleted ? (
                  words.value.messages.deleted
                ) : (
                  <Excerpt text={message.text} mentions={mentionLabels(message)} hits={hits} />
                )}{" "}
                {message.files?.map(({ name }) => name).join(", ")}
              </span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
