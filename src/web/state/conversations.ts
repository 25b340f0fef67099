import { type ReadonlySignal, signal } from "@preact/signals";
import { type Clock, type Conversation, type ShoalClient, systemClock } from "../../client/index.ts";

type Conversations = ReadonlyMap<string, Conversation>;

/** Of what messages make of a conversation: each change renders much of the page. */
const INTERVAL_MS = 100;

/**
 * The client's conversations as a signal. Which ones there are it tells at once, and everything after a welcome; how they change with every
 * message, at most ten times a second.
 */
export function conversationsOf(
  client: Pick<ShoalClient, "on" | "conversations">,
  onChange: () => void,
  clock: Clock = systemClock,
): ReadonlySignal<Conversations> {
  const conversations = signal(client.conversations);
  let endRest: (() => void) | undefined;

  function stopResting(): void {
    endRest?.();
    endRest = undefined;
  }

  function tell(): void {
    stopResting();
    endRest = clock.after(INTERVAL_MS, () => {
      endRest = undefined;
      if (conversations.peek() !== client.conversations) tell();
    });
    conversations.value = client.conversations;
    onChange();
  }

  client.on("welcome", stopResting);
  client.on("conversations", (changed) => {
    if (endRest === undefined || !areSame(changed, conversations.peek())) tell();
  });
  return conversations;
}

function areSame(one: Conversations, other: Conversations): boolean {
  return one.size === other.size && [...one.keys()].every((id) => other.has(id));
}
