import { type ReadonlySignal, signal } from "@preact/signals";
import { type Clock, type Conversation, type ShoalClient, systemClock } from "../../client/index.ts";

type Conversations = ReadonlyMap<string, Conversation>;

/** Of what messages make of a conversation: each change renders much of the page. */
const INTERVAL_MS = 100;

/**
 * The client's conversations as a signal. Which ones there are it tells at once, and everything after a welcome; how they change with every
 * message, at most ten times a second.
 */
export class CoalescedConversations {
  readonly #client: Pick<ShoalClient, "on" | "conversations">;
  readonly #onChange: () => void;
  readonly #clock: Clock;
  readonly #told = signal<Conversations>(new Map());
  #endRest: (() => void) | undefined;

  constructor(client: Pick<ShoalClient, "on" | "conversations">, onChange: () => void, clock: Clock = systemClock) {
    this.#client = client;
    this.#onChange = onChange;
    this.#clock = clock;
    this.#told.value = client.conversations;
    client.on("welcome", () => this.#stopResting());
    client.on("conversations", (changed) => {
      if (this.#endRest === undefined || !areSame(changed, this.#told.peek())) this.#tell();
    });
  }

  get signal(): ReadonlySignal<Conversations> {
    return this.#told;
  }

  /** Tells what has changed now, with something else that is about to be rendered. */
  flush(): void {
    if (this.#told.peek() !== this.#client.conversations) this.#tell();
  }

  #tell(): void {
    this.#stopResting();
    this.#endRest = this.#clock.after(INTERVAL_MS, () => {
      this.#endRest = undefined;
      this.flush();
    });
    this.#told.value = this.#client.conversations;
    this.#onChange();
  }

  #stopResting(): void {
    this.#endRest?.();
    this.#endRest = undefined;
  }
}

function areSame(one: Conversations, other: Conversations): boolean {
  return one.size === other.size && [...one.keys()].every((id) => other.has(id));
}
