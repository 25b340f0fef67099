import type { ComponentChildren, VNode } from "preact";
import { type MessageEvent, may } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { copyText } from "../dialogs/copy.ts";
import { dialogWords } from "../dialogs/words.ts";
import { words } from "../i18n/words.ts";
import { Icon, type IconName } from "../icons.tsx";
import { closureIn } from "../order/closure-in.ts";
import { flagIcon } from "../order/icons.tsx";
import { orderWords } from "../order/words.ts";
import { Popover } from "../popover.tsx";
import { isTouch } from "../state/environment.ts";
import { messageAddress, openDialog } from "../state/navigation.ts";
import { QuickReactions } from "./reaction-picker.tsx";

interface MessageMenuProps {
  conversationId: string;
  message: MessageEvent;
  anchor: Element;
  onClose: () => void;
}

/** Everything that the user may do with a message. */
export function MessageMenu({ conversationId: id, message, anchor, onClose }: MessageMenuProps) {
  const chat = useChat();
  const { client, me, pins, composing, conversations, standingIn } = chat;
  const say = words.value.messages;
  const later = dialogWords.value.messages;
  const { seq } = message;
  const isOwn = message.by.id === me.id;
  const isPinned = pins.has(seq);
  const conversation = conversations.value.get(id);
  const mayDelete = conversation && may(standingIn(conversation), isOwn ? "delete-own" : "delete-other", conversation);
  const isClosed = conversation !== undefined && closureIn(chat, conversation) !== undefined;
  const mayReport = !isOwn && client.features.has("order");

  function item(icon: IconName | VNode, label: ComponentChildren, act: () => void) {
    return (
      <button
        type="button"
        role="menuitem"
        class="menu-item"
        onClick={() => {
          onClose();
          act();
        }}
      >
        {typeof icon === "string" ? <Icon name={icon} /> : icon}
        {label}
      </button>
    );
  }

  return (
    <Popover role="menu" label={say.more} anchor={anchor} onClose={onClose}>
      {isTouch.value && <QuickReactions {...{ conversationId: id, message, onClose }} />}
      {!isClosed && item("reply", say.reply, () => composing.answer(id, message))}
      {isOwn && !isClosed && item("edit", say.edit, () => composing.edit(id, seq))}
      {item("forward", later.forward, () => openDialog({ kind: "forward", conversationId: id, message }))}
      {item("copy", later.copyText, () => void copyText(message.text))}
      {item("link", later.copyLink, () => void copyText(messageAddress(id, seq)))}
      {isPinned
        ? item("pin", say.unpin, () => void client.unpin(id, seq).catch(() => {}))
        : item("pin", say.pin, () => void client.pin(id, seq).catch(() => {}))}
      {mayReport &&
        item(flagIcon, orderWords.value.reportMessage, () => openDialog({ kind: "report", conversationId: id, message }))}
      {mayDelete &&
        item("trash", isOwn ? say.delete : orderWords.value.removeItem, () =>
          openDialog({ kind: "delete-message", conversationId: id, seq, isOthers: !isOwn }),
        )}
    </Popover>
  );
}
