import type { Conversation } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { words } from "../i18n/words.ts";
import { Icon } from "../icons.tsx";

/** Above the field: the message that the next one answers. */
export function AnswerLine({ conversation }: { conversation: Conversation }) {
  const { composing } = useChat();
  const answered = composing.answered.value.get(conversation.id);
  const say = words.value.composer;
  if (answered === undefined) return null;
  return (
    <div class="answer-line">
      <Icon name="reply" />
      <p class="answer-quote">
        <span class="answer-author">{say.answering(answered.by.nickname)}</span>{" "}
        <span class="clip" dir="auto">
          {answered.text}
        </span>
      </p>
      <button
        type="button"
        class="icon-button"
        aria-label={say.cancelAnswer}
        onClick={() => composing.cancelAnswer(conversation.id)}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}
