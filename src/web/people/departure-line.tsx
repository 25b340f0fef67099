import type { Conversation } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { isolated } from "../i18n/isolated.ts";
import { words } from "../i18n/words.ts";

/** A user who is blocked takes nothing, and one who left for good reads nothing any more, though the server still takes messages to them. */
export function DepartureLine({ conversation }: { conversation: Conversation }) {
  const { people, blocked } = useChat();
  const hasLeft = conversation.kind === "direct" && people.departures.has(conversation.peer.id);
  const isBlocked = conversation.kind === "direct" && blocked.value.has(conversation.peer.id);
  return (
    <p class="departure" role="status">
      {isBlocked && !hasLeft && words.value.people.blockedPeer(isolated(conversation.peer.nickname))}
      {hasLeft && words.value.people.cannotRead(isolated(conversation.peer.nickname))}
    </p>
  );
}
