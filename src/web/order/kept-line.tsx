import type { Conversation } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { retentionWords } from "./retention-words.ts";
import { sayKept } from "./say.ts";

interface KeptLineProps {
  conversation: Conversation;
  /** Something was there that is not kept. */
  isTrimmed: boolean;
}

/** How long messages are kept, at the beginning of a log. */
export function KeptLine({ conversation, isTrimmed }: KeptLineProps) {
  const retention = useChat().client.moderation.retentionOf(conversation);
  const say = retentionWords.value;
  const isLimited = retention.days > 0 || retention.messages > 0;
  if (!isLimited) return isTrimmed ? <p class="log-beginning">{say.trimmed}</p> : null;
  const kept = sayKept(retention, conversation.kind);
  return <p class="log-beginning">{isTrimmed ? say.trimmedTo(kept) : say.kept(kept)}</p>;
}
