import type { ComponentChildren } from "preact";
import { type MessageEvent, may } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { copyText } from "../dialogs/copy.ts";
import { words } from "../i18n/words.ts";
import { Icon, type IconName } from "../icons.tsx";
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
  const { client, me, pins, composing, conversations, roleIn } = useChat();
  const say = words.value.messages;
  const { seq } = message;
  const isOwn = message.by.id === me.id;
  const isPinned = pins.has(seq);
  const conversation = conversations.value.get(id);
  const mayDelete = conversation && may(roleIn(conversation), isOwn ? "delete-own" : "delete-other", conversation);

  function item(icon: IconName, label: ComponentChildren, act: () => void) {
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
        <Icon name={icon} />
        {label}
      </button>
    );
  }

  return (
    <Popover role="menu" label={say.more} anchor={anchor} onClose={onClose}>
      {isTouch.value && <QuickReactions {...{ conversationId: id, message, onClose }} />}
      {item("reply", say.reply, () => composing.answer(id, message))}
      {isOwn && item("edit", say.edit, () => composing.edit(id, seq))}
      {item("forward", say.forward, () => openDialog({ kind: "forward", conversationId: id, message }))}
      {item("copy", say.copyText, () => void copyText(message.text))}
      {item("link", say.copyLink, () => void copyText(messageAddress(id, seq)))}
      {isPinned
        ? item("pin", say.unpin, () => void client.unpin(id, seq).catch(() => {}))
        : item("pin", say.pin, () => void client.pin(id, seq).catch(() => {}))}
      {mayDelete && item("trash", say.delete, () => openDialog({ kind: "delete-message", conversationId: id, seq }))}
    </Popover>
  );
}
