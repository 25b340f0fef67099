import type { Loading, LogEntry, OutgoingMessage, ShoalClient, Timeline, TimelineOptions } from "shoal/client";
import { StoreListeners } from "./store-listeners.ts";

/** What a timeline shows now. The same object until something of it changes. */
export interface TimelineState {
  /** The held entries, ascending by seq, without holes; messages in their present state. */
  readonly entries: readonly LogEntry[];
  /** The user's own messages that are not among `entries` yet. They belong behind the newest entry. */
  readonly outgoing: readonly OutgoingMessage[];
  /** Whether a part of the log is held. */
  readonly isLoaded: boolean;
  /** The load that is on its way. */
  readonly loading: Loading;
  /** Why the last load failed; the next connection tries again. */
  readonly error: unknown;
  /** Whether there are entries before the held ones. */
  readonly hasOlder: boolean;
  /** Whether there are entries after the held ones. */
  readonly hasNewer: boolean;
}

export const emptyTimeline: TimelineState = {
  entries: [],
  outgoing: [],
  isLoaded: false,
  loading: "newest",
  error: undefined,
  hasOlder: false,
  hasNewer: false,
};

/** A timeline that is open while it is listened to. */
export class TimelineStore {
  readonly #client: ShoalClient;
  readonly #conversationId: string;
  readonly #options: TimelineOptions;
  readonly #listeners = new StoreListeners(() => this.#open());
  #timeline: Timeline | undefined;
  #state = emptyTimeline;

  constructor(client: ShoalClient, conversationId: string, options: TimelineOptions) {
    this.#client = client;
    this.#conversationId = conversationId;
    this.#options = options;
  }

  /** `undefined` while nothing listens. */
  get timeline(): Timeline | undefined {
    return this.#timeline;
  }

  readonly subscribe = (listener: () => void): (() => void) => this.#listeners.add(listener);
  readonly read = (): TimelineState => this.#state;

  #open(): () => void {
    const timeline = this.#client.timeline(this.#conversationId, this.#options);
    this.#timeline = timeline;
    timeline.onChange(() => this.#update(timeline));
    const stop = this.#client.on("welcome", () => timeline.error !== undefined && timeline.clearError());
    this.#update(timeline);
    return () => {
      stop();
      timeline.close();
      this.#timeline = undefined;
      // Nothing keeps it up to date now.
      this.#state = emptyTimeline;
    };
  }

  #update(timeline: Timeline): void {
    const { entries, outgoing, isLoaded, loading, error, hasOlder, hasNewer } = timeline;
    const next: TimelineState = { entries, outgoing, isLoaded, loading, error, hasOlder, hasNewer };
    const names = Object.keys(next) as (keyof TimelineState)[];
    const hasChanged = names.some((name) => next[name] !== this.#state[name]);
    if (hasChanged) {
      this.#state = next;
      this.#listeners.notify();
    }
    // At first, and after a gap that left nothing.
    if (!isLoaded && loading === "nothing" && error === undefined) void timeline.loadNewest();
  }
}
