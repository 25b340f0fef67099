import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { limits, type MessageEvent } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { fitHeight } from "../composer/fit-height.ts";
import { mentionsIn } from "../composer/mentions.ts";
import { isSendKey } from "../composer/send-key.ts";
import { Problem } from "../forms/problem.tsx";
import { useRequest } from "../forms/use-request.ts";
import { words } from "../i18n/words.ts";
import { isTouch } from "../state/environment.ts";

/** In place of a message's text while its author edits it. */
export function EditForm({ conversationId, message }: { conversationId: string; message: MessageEvent }) {
  const chat = useChat();
  const { client, composing } = chat;
  const [text, setText] = useState(message.text);
  const field = useRef<HTMLTextAreaElement>(null);
  const { isBusy, problem, run } = useRequest();
  const say = words.value;

  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(text.length, text.length);
  }, []);
  useLayoutEffect(() => {
    if (field.current !== null) fitHeight(field.current);
  }, [text]);

  function save(): void {
    if (text.trim() === "") return;
    run(async () => {
      const named = message.mentions?.map(({ start, length, user }) => ({
        nickname: message.text.slice(start + 1, start + length),
        userId: user?.id,
      }));
      const conversation = chat.conversations.peek().get(conversationId);
      const others = conversation === undefined ? [] : chat.mentionableIn(conversation);
      const mentions = mentionsIn(text, [...(named ?? []), ...others], limits.mentionsPerMessageMax);
      if (text.trimEnd() !== message.text) await client.edit(conversationId, message.seq, text.trimEnd(), { mentions });
      composing.endEdit();
    });
  }

  return (
    <form
      class="edit-form"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <textarea
        ref={field}
        class="input"
        rows={1}
        dir="auto"
        value={text}
        aria-label={say.messages.editMessage}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            event.stopPropagation();
            composing.endEdit();
          }
          if (!isSendKey(event, isTouch.value)) return;
          event.preventDefault();
          save();
        }}
      />
      <Problem text={problem} />
      <div class="edit-foot">
        <button type="button" class="quiet-button" onClick={() => composing.endEdit()}>
          {say.common.cancel}
        </button>
        <button type="submit" class="button primary" aria-busy={isBusy} disabled={text.trim() === ""}>
          {say.messages.save}
        </button>
      </div>
    </form>
  );
}
