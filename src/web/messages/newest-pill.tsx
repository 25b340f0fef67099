import { useRef } from "preact/hooks";
import type { Conversation } from "../../client/index.ts";
import { words } from "../i18n/words.ts";
import { Icon } from "../icons.tsx";
import type { ConversationLog } from "../state/conversation-log.ts";

interface NewestPillProps {
  conversation: Conversation;
  log: ConversationLog;
  onJump: () => void;
}

/** The way back to the end, and how many messages came while one was away from it. */
export function NewestPill({ conversation, log, onJump }: NewestPillProps) {
  const seenCount = useRef(conversation.messageCount);
  const say = words.value.messages;
  if (log.isFollowing.value) {
    seenCount.current = conversation.messageCount;
    return null;
  }
  const newCount = Math.max(0, conversation.messageCount - seenCount.current);
  return (
    <button
      type="button"
      class={newCount > 0 ? "pill" : "pill round"}
      aria-label={newCount > 0 ? undefined : say.toNewest}
      onClick={onJump}
    >
      <Icon name="down" />
      {newCount > 0 && say.newBelow(newCount)}
    </button>
  );
}
