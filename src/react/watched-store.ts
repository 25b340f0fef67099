import type { Person, ShoalClient } from "shoal/client";
import { StoreListeners } from "./store-listeners.ts";

/** Who is there in the watched conversation. The same object until something of it changes. */
export interface WatchedState {
  /** At most 200 of the online members. */
  readonly online: readonly Person[];
  /** How many members are online. */
  readonly onlineCount: number;
  /** At most 10 typing members, the user not among them. */
  readonly typists: readonly Person[];
}

export const nothingWatched: WatchedState = { online: [], onlineCount: 0, typists: [] };

/** The presence and typing of one conversation, watched while it is listened to. */
export class WatchedStore {
  readonly #client: ShoalClient;
  readonly #conversationId: string;
  readonly #listeners = new StoreListeners(() => this.#open());
  #state = nothingWatched;

  constructor(client: ShoalClient, conversationId: string) {
    this.#client = client;
    this.#conversationId = conversationId;
  }

  readonly subscribe = (listener: () => void): (() => void) => this.#listeners.add(listener);
  readonly read = (): WatchedState => this.#state;

  #open(): () => void {
    const client = this.#client;
    const isHere = (told: { readonly conversationId: string }): boolean => told.conversationId === this.#conversationId;
    const stops = [
      client.on("watched", (told) => isHere(told) && this.#change({ online: told.online, onlineCount: told.onlineCount })),
      client.on("presence", (told) => {
        if (!isHere(told)) return;
        const changed = new Set([...told.offline, ...told.online.map(({ id }) => id)]);
        const others = this.#state.online.filter(({ id }) => !changed.has(id));
        this.#change({ online: [...others, ...told.online], onlineCount: told.onlineCount });
      }),
      client.on("typists", (told) => {
        if (isHere(told)) this.#change({ typists: told.people.filter(({ id }) => id !== client.user?.id) });
      }),
      client.on("state", ({ state }) => state !== "live" && this.#change({ typists: [] })),
    ];
    watching.set(client, this);
    // When this is rejected the client watches again by itself, or may not.
    client.watch(this.#conversationId).catch(() => {});
    return () => {
      for (const stop of stops) stop();
      this.#state = nothingWatched;
      // Another conversation may have taken its place.
      if (watching.get(client) === this) client.unwatch();
    };
  }

  #change(change: Partial<WatchedState>): void {
    if (change.typists?.length === 0 && this.#state.typists.length === 0) return;
    this.#state = { ...this.#state, ...change };
    this.#listeners.notify();
  }
}

/** The last store that asked its client to watch. */
const watching = new WeakMap<ShoalClient, WatchedStore>();
/** At most one for each conversation that was shown. */
const stores = new WeakMap<ShoalClient, Map<string, WatchedStore>>();

/** The one store of a conversation: `useTyping` and `usePresence` watch it together. */
export function watchedStoreOf(client: ShoalClient, conversationId: string): WatchedStore {
  const ofClient = stores.get(client) ?? new Map<string, WatchedStore>();
  stores.set(client, ofClient);
  const store = ofClient.get(conversationId) ?? new WatchedStore(client, conversationId);
  ofClient.set(conversationId, store);
  return store;
}
