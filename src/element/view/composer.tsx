import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ShoalError } from "../../client/index.ts";
import { fitHeight } from "../../web/composer/fit-height.ts";
import { isSendKey } from "../../web/composer/send-key.ts";
import { Drawing } from "../../web/icons.tsx";
import type { OpenRoom } from "../open-room.ts";
import { sentenceOf, type Words } from "../words.ts";

const SEND_SHAPE = "M12 19V5m-6.5 6.5L12 5l6.5 6.5";

/** Where one writes. Enter sends, Shift+Enter breaks the line, and on touch Enter breaks it too: there is a button. */
export function Composer({ room, say }: { room: OpenRoom; say: Words }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [isEmpty, setEmpty] = useState(true);
  const [error, setError] = useState<ShoalError | undefined>(undefined);
  const { client, conversationId, conversation } = room;

  useLayoutEffect(() => {
    if (field.current !== null) fitHeight(field.current);
  }, [isEmpty]);

  function changed(): void {
    const area = field.current;
    if (area === null) return;
    setEmpty(area.value.trim() === "");
    setError(undefined);
    fitHeight(area);
    if (area.value.trim() === "") client.stopTyping(conversationId);
    else client.typing(conversationId);
  }

  async function send(): Promise<void> {
    const area = field.current;
    if (area === null || area.value.trim() === "") return;
    const text = area.value;
    area.value = "";
    changed();
    area.focus();
    const refusal = await room.send(text);
    if (refusal === undefined) return;
    // Nothing was sent: what was written is not lost, nor is what was begun since.
    area.value = area.value === "" ? text : `${text}\n${area.value}`;
    changed();
    setError(refusal);
  }

  return (
    <form
      class="composer"
      part="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {error !== undefined && (
        <p class="problem" part="error" role="alert">
          {sentenceOf(error, say)}
        </p>
      )}
      <div class="composer-row">
        <textarea
          ref={field}
          class="field"
          part="input"
          rows={1}
          dir="auto"
          aria-label={say.message}
          placeholder={conversation.kind === "room" ? say.placeholder(conversation.name) : say.message}
          enterkeyhint={isTouch() ? "enter" : "send"}
          onInput={changed}
          onKeyDown={(event) => {
            if (!isSendKey(event, isTouch())) return;
            event.preventDefault();
            void send();
          }}
        />
        <button type="submit" class="send" part="send" aria-label={say.send} title={say.send} disabled={isEmpty}>
          <Drawing path={SEND_SHAPE} />
        </button>
      </div>
    </form>
  );
}

function isTouch(): boolean {
  return matchMedia("(pointer: coarse)").matches;
}
