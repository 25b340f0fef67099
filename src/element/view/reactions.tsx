import type { MessageEvent, ReactionCount } from "../../client/index.ts";
import type { OpenRoom } from "../open-room.ts";
import type { Words } from "../words.ts";

interface ReactionsProps {
  message: MessageEvent;
  room: OpenRoom;
  say: Words;
}

/** Under a message: each emoji with its count. Pressing one adds the user's reaction or takes it back. */
export function Reactions({ message, room, say }: ReactionsProps) {
  function toggle({ emoji, isOwn }: ReactionCount): void {
    const { client, conversationId } = room;
    const changed = isOwn ? client.unreact(conversationId, message.seq, emoji) : client.react(conversationId, message.seq, emoji);
    // The log tells what came of it.
    changed.catch((error: unknown) => room.report(error));
  }
  return (
    <ul class="reactions" part="reactions" aria-label={say.reactions}>
      {message.reactions?.map((reaction) => (
        <li key={reaction.emoji}>
          <button type="button" aria-pressed={reaction.isOwn ?? false} onClick={() => toggle(reaction)}>
            {reaction.emoji} <span translate={false}>{reaction.count}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
