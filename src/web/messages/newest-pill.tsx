import type { Conversation } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { words } from "../i18n/words.ts";
import { Icon } from "../icons.tsx";
import type { ConversationLog } from "../state/conversation-log.ts";
import { Changing } from "../text/changing.tsx";

interface NewestPillProps {
  conversation: Conversation;
  log: ConversationLog;
  onJump: () => void;
}

/** The way back to the end, and how many messages on the way there were not seen yet. */
export function NewestPill({ conversation, log, onJump }: NewestPillProps) {
  const chat = useChat();
  const say = words.value.messages;
  if (log.isFollowing.value) return null;
  const newCount = chat.unreadOf(conversation);
  return (
    <button
      type="button"
      class={newCount > 0 ? "pill" : "pill round"}
      aria-label={newCount > 0 ? say.toNewestOf(say.newBelow(newCount)) : say.toNewest}
      translate={false}
      onClick={onJump}
    >
      <Icon name="down" />
      {newCount > 0 && <Changing text={say.newBelow(newCount)} />}
    </button>
  );
}
