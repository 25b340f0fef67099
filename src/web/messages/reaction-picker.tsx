import type { Conversation, MessageEvent } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { words } from "../i18n/words.ts";
import { Popover } from "../popover.tsx";

/** The first ones to choose from. */
const quickEmoji = ["👍", "❤️", "😂", "🎉", "😮", "😢", "🙏", "👀"] as const;

interface ReactionProps {
  conversation: Conversation;
  message: MessageEvent;
  onClose: () => void;
}

export function ReactionPicker({ anchor, ...props }: ReactionProps & { anchor: Element }) {
  return (
    <Popover label={words.value.messages.react} anchor={anchor} onClose={props.onClose}>
      <QuickReactions {...props} />
    </Popover>
  );
}

/** A row of emoji: pressing one that the user reacted with takes it back. */
export function QuickReactions({ conversation, message, onClose }: ReactionProps) {
  const chat = useChat();
  const own = new Set(message.reactions?.filter(({ isOwn }) => isOwn === true).map(({ emoji }) => emoji));
  return (
    <div class="quick-reactions">
      {quickEmoji.map((emoji) => (
        <button
          key={emoji}
          type="button"
          class="emoji-button"
          aria-label={emoji}
          aria-pressed={own.has(emoji)}
          onClick={() => {
            onClose();
            chat.toggleReaction(conversation.id, message, emoji);
          }}
        >
          {emoji}
        </button>
      ))}
    </div>
  );
}
