import { useMemo, useSyncExternalStore } from "react";
import type { ShoalClient } from "shoal/client";
import { nothingWatched, type WatchedState, watchedStoreOf } from "./watched-store.ts";

/** What is watched of a conversation. A client watches one conversation at a time: the one whose component came last. */
export function useWatched(client: ShoalClient | undefined, conversationId: string): WatchedState {
  const store = useMemo(() => client && watchedStoreOf(client, conversationId), [client, conversationId]);
  return useSyncExternalStore(store?.subscribe ?? subscribeToNothing, store?.read ?? readNothing, readNothing);
}

const readNothing = (): WatchedState => nothingWatched;

function subscribeToNothing(): () => void {
  return () => {};
}
