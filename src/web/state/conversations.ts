import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { type Clock, type Conversation, type ShoalClient, systemClock } from "../../client/index.ts";

type Conversations = ReadonlyMap<string, Conversation>;

/** Of what messages make of a conversation: each change renders much of the page. */
const INTERVAL_MS = 100;

/**
 * The client's conversations as a signal. Which ones there are it tells at once, and everything after a welcome; how they change with every
 * message, at most ten times a second.
 */
export class CoalescedConversations {
  readonly #onChange: () => void;
  readonly #clock: Clock;
  readonly #told: Signal<Conversations>;
  #latest: Conversations;
  #endRest: (() => void) | undefined;

  /** `before` is shown until the client knows its conversations. */
  constructor(
    client: Pick<ShoalClient, "on" | "conversations">,
    onChange: () => void,
    { before, clock = systemClock }: { before?: Conversations | undefined; clock?: Clock } = {},
  ) {
    this.#onChange = onChange;
    this.#clock = clock;
    this.#latest = before ?? client.conversations;
    this.#told = signal(this.#latest);
    client.on("welcome", () => this.#stopResting());
    client.on("conversations", (changed) => {
      this.#latest = changed;
      if (this.#endRest === undefined || !areSame(changed, this.#told.peek())) this.#tell();
    });
  }

  get signal(): ReadonlySignal<Conversations> {
    return this.#told;
  }

  /** As the client told of them last; while it tells of a welcome, as they were before. */
  get latest(): Conversations {
    return this.#latest;
  }

  /** Tells what has changed now, with something else that is about to be rendered. */
  flush(): void {
    if (this.#told.peek() !== this.#latest) this.#tell();
  }

  #tell(): void {
    this.#stopResting();
    this.#endRest = this.#clock.after(INTERVAL_MS, () => {
      this.#endRest = undefined;
      this.flush();
    });
    this.#told.value = this.#latest;
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
