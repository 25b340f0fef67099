import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { MessageEvent } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { words } from "../i18n/words.ts";
import { Icon } from "../icons.tsx";
import { closureIn } from "../order/closure-in.ts";
import { activeKey, menuKey, pressedKey } from "./active-message.ts";
import { MessageMenu, ReactionPicker } from "./message-tools.ts";

interface MessageActionsProps {
  conversationId: string;
  message: MessageEvent;
  rowKey: string;
}

/** The buttons of a message: on its row, while it is pointed at or has the focus. */
export function MessageActions({ conversationId, message, rowKey }: MessageActionsProps) {
  const chat = useChat();
  const [open, setOpen] = useState<{ readonly what: "react" | "more"; readonly anchor: Element } | undefined>(undefined);
  const bar = useRef<HTMLDivElement>(null);
  const say = words.value.messages;
  const conversation = chat.conversations.value.get(conversationId);
  const isClosed = conversation !== undefined && closureIn(chat, conversation) !== undefined;
  const isPressed = pressedKey.value === rowKey;
  useLayoutEffect(() => {
    if (!isPressed || bar.current === null) return;
    pressedKey.value = undefined;
    openBeside("more", bar.current);
  }, [isPressed]);

  function openBeside(what: "react" | "more", anchor: Element): void {
    menuKey.value = rowKey;
    setOpen({ what, anchor });
  }

  function close(): void {
    menuKey.value = undefined;
    setOpen(undefined);
  }

  return (
    <div ref={bar} class="message-actions">
      <button
        type="button"
        class="icon-button"
        aria-label={say.react}
        title={say.react}
        aria-haspopup="dialog"
        onClick={(event) => openBeside("react", event.currentTarget)}
      >
        <Icon name="smile" />
      </button>
      {!isClosed && (
        <button
          type="button"
          class="icon-button"
          aria-label={say.reply}
          title={say.reply}
          onClick={() => {
            activeKey.value = undefined;
            chat.composing.answer(conversationId, message);
          }}
        >
          <Icon name="reply" />
        </button>
      )}
      <button
        type="button"
        class="icon-button"
        aria-label={say.more}
        title={say.more}
        aria-haspopup="menu"
        onClick={(event) => openBeside("more", event.currentTarget)}
      >
        <Icon name="more" />
      </button>
      {open?.what === "react" && <ReactionPicker {...{ conversationId, message }} anchor={open.anchor} onClose={close} />}
      {open?.what === "more" && <MessageMenu {...{ conversationId, message }} anchor={open.anchor} onClose={close} />}
    </div>
  );
}
