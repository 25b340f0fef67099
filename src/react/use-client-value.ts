import { useCallback, useSyncExternalStore } from "react";
import type { ClientEvents, ShoalClient } from "shoal/client";

/**
 * A value that the client gives, kept up to date by its events. `read` must give the same object until something changed; `absent` stands for a
 * client that is not there, and for the server.
 */
export function useClientValue<Value>(
  client: ShoalClient | undefined,
  events: readonly (keyof ClientEvents)[],
  read: (client: ShoalClient) => Value,
  absent: Value,
): Value {
  const subscribe = useCallback(
    (listener: () => void) => {
      const stops = events.map((event) => client?.on(event, listener));
      return () => {
        for (const stop of stops) stop?.();
      };
    },
    [client, events],
  );
  return useSyncExternalStore(
    subscribe,
    () => (client === undefined ? absent : read(client)),
    () => absent,
  );
}
