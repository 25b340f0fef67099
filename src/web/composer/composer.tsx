import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { type Conversation, limits } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { nameOf } from "../conversations/conversation-name.ts";
import { emojiCompletion } from "../emoji/emoji-completion.ts";
import { words } from "../i18n/words.ts";
import { Icon } from "../icons.tsx";
import { pageShownLog } from "../messages/shown-log.ts";
import { draftsOf } from "../state/drafts.ts";
import { isTouch } from "../state/environment.ts";
import { isFileRefused } from "../state/refused-files.ts";
import { Changing } from "../text/changing.tsx";
import { Completion } from "./completion.tsx";
import { EmojiButton } from "./emoji-button.tsx";
import { isSendKey } from "./send-key.ts";

/** The count appears when so much is left. */
const BYTES_LEFT_SHOWN = 1_024;
const completionSources = [emojiCompletion];
const encoder = new TextEncoder();

/** Where one writes. Mounted anew for each conversation, with its draft. */
export function Composer({ conversation }: { conversation: Conversation }) {
  const chat = useChat();
  const drafts = draftsOf(chat.me.id);
  const [text, setText] = useState(() => drafts.read(conversation.id));
  const field = useRef<HTMLTextAreaElement>(null);
  const say = words.value.composer;
  const bytesLeft = (chat.client.limits ?? limits).messageBytesMax - bytesOf(text);
  const canSend = text.trim() !== "" && bytesLeft >= 0;

  useEffect(() => {
    if (!isTouch.value) field.current?.focus();
    return () => chat.client.stopTyping(conversation.id);
  }, []);
  useLayoutEffect(() => {
    if (field.current !== null) fit(field.current);
  }, [text]);

  function write(next: string): void {
    setText(next);
    drafts.write(conversation.id, next);
    if (next.trim() !== "") chat.client.typing(conversation.id);
    else chat.client.stopTyping(conversation.id);
  }

  function send(): void {
    if (!canSend) return;
    // The first line of code that was pasted keeps its indent.
    chat.send(conversation.id, text.trimEnd());
    setText("");
    drafts.write(conversation.id, "");
    field.current?.focus();
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div class="composer-field">
        <textarea
          ref={field}
          class="input"
          rows={1}
          dir="auto"
          value={text}
          aria-label={say.message}
          placeholder={say.placeholder(nameOf(conversation))}
          enterkeyhint={isTouch.value ? "enter" : "send"}
          aria-invalid={bytesLeft < 0}
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={(event) => {
            const isPlain = !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey;
            if (text === "" && isPlain && (event.key === "PageUp" || event.key === "PageDown")) {
              event.preventDefault();
              pageShownLog(event.key === "PageUp" ? "up" : "down");
            }
            if (!isSendKey(event, isTouch.value)) return;
            event.preventDefault();
            send();
          }}
        />
        <EmojiButton field={field} />
        <Completion field={field} sources={completionSources} />
        {bytesLeft < BYTES_LEFT_SHOWN && (
          <p class={bytesLeft < 0 ? "bytes-left problem" : "bytes-left"} role="status">
            <Changing text={bytesLeft < 0 ? say.tooLong(-bytesLeft) : say.bytesLeft(bytesLeft)} />
          </p>
        )}
        <p class="files-refused" role="status">
          {isFileRefused.value && say.noFiles}
        </p>
      </div>
      <button
        type="submit"
        class="send-button"
        aria-label={say.send}
        disabled={!canSend}
        // Pressing it must not take the focus: the keyboard of a phone would close.
        onPointerDown={(event) => event.preventDefault()}
      >
        <Icon name="send" />
      </button>
    </form>
  );
}

function bytesOf(text: string): number {
  // A unit of UTF-16 is at most three bytes: most texts need no counting.
  return text.length * 3 < limits.messageBytesMax - BYTES_LEFT_SHOWN ? text.length : encoder.encode(text).length;
}

/** As high as its text; the style sheet sets when it scrolls. */
function fit(field: HTMLTextAreaElement): void {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
}
