import type { Conversation } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { isolated } from "../i18n/isolated.ts";
import { words } from "../i18n/words.ts";

/** A user who left for good reads nothing any more, though the server still takes messages to them. */
export function DepartureLine({ conversation }: { conversation: Conversation }) {
  const { people } = useChat();
  const hasLeft = conversation.kind === "direct" && people.departures.has(conversation.peer.id);
  return (
    <p class="departure" role="status">
      {hasLeft && words.value.people.cannotRead(isolated(conversation.peer.nickname))}
    </p>
  );
}
