import { useState } from "preact/hooks";
import type { MessageEvent } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { EmojiPicker } from "../emoji/emoji-picker.tsx";
import { quickEmoji } from "../emoji/quick-emoji.ts";
import { words } from "../i18n/words.ts";
import { Icon } from "../icons.tsx";
import { Popover } from "../popover.tsx";

interface ReactionProps {
  conversationId: string;
  message: MessageEvent;
  onClose: () => void;
}

/** The quick ones, and a way to all of them. */
export function ReactionPicker({ anchor, ...props }: ReactionProps & { anchor: Element }) {
  const chat = useChat();
  const [isWhole, setWhole] = useState(false);
  if (isWhole) {
    return (
      <EmojiPicker
        anchor={anchor instanceof HTMLElement ? anchor : null}
        onClose={props.onClose}
        onPick={(emoji) => {
          props.onClose();
          chat.toggleReaction(props.conversationId, props.message, emoji);
        }}
      />
    );
  }
  return (
    <Popover label={words.value.messages.react} anchor={anchor} onClose={props.onClose}>
      <div class="quick-reactions">
        <QuickReactions {...props} />
        <button type="button" class="icon-button" aria-label={words.value.messages.moreEmoji} onClick={() => setWhole(true)}>
          <Icon name="plus" />
        </button>
      </div>
    </Popover>
  );
}

/** A row of emoji: pressing one that the user reacted with takes it back. */
export function QuickReactions({ conversationId, message, onClose }: ReactionProps) {
  const chat = useChat();
  const own = new Set(message.reactions?.filter(({ isOwn }) => isOwn === true).map(({ emoji }) => emoji));
  return (
    <div class="quick-reactions">
      {quickEmoji.map((emoji) => (
        <button
          key={emoji}
          type="button"
          class="quick-emoji"
          aria-label={emoji}
          aria-pressed={own.has(emoji)}
          onClick={() => {
            onClose();
            chat.toggleReaction(conversationId, message, emoji);
          }}
        >
          {emoji}
        </button>
      ))}
    </div>
  );
}
