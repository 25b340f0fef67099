import { useEffect, useMemo, useState } from "react";
import { type ConnectionState, type Person, type ShoalClient, ShoalError } from "shoal/client";
import { useClient } from "./provider.ts";
import { useClientValue } from "./use-client-value.ts";

/** The provider's client, and where its connection is. */
export interface Shoal {
  /** For everything that the hooks do not do; `undefined` on the server, and until the provider has made it. */
  readonly client: ShoalClient | undefined;
  /** `live`, or on its way there, or `closed` for good. */
  readonly state: ConnectionState;
  /** The client's user, as they are now; `undefined` before the first welcome. */
  readonly user: Person | undefined;
  /** Why the client is closed for good, where it did not close itself. */
  readonly closedBy: ShoalError | undefined;
}

const stateEvents = ["state"] as const;
const userEvents = ["welcome", "people"] as const;

/**
 * The client of the nearest `ShoalProvider`. Renders again when the connection's state or the user changes.
 * @example
 * const { state, user } = useShoal();
 * return <p>{state === "live" ? `You are ${user?.nickname}.` : "Connecting…"}</p>;
 */
export function useShoal(): Shoal {
  const client = useClient();
  const state = useClientValue<ConnectionState>(client, stateEvents, (each) => each.state, "connecting");
  const user = useClientValue(client, userEvents, (each) => each.user, undefined);
  const closedBy = useClosedBy(client);
  return useMemo(() => ({ client, state, user, closedBy }), [client, state, user, closedBy]);
}

function useClosedBy(client: ShoalClient | undefined): ShoalError | undefined {
  const [closed, setClosed] = useState<{ readonly client: ShoalClient; readonly error: ShoalError } | undefined>(undefined);
  useEffect(() => {
    if (client === undefined) return undefined;
    const stop = client.on("closed", (error) => error !== undefined && setClosed({ client, error }));
    // It may have been closed before this component was there.
    if (client.state === "closed")
      client.ready().catch((error: unknown) => error instanceof ShoalError && setClosed({ client, error }));
    return stop;
  }, [client]);
  return closed?.client === client ? closed?.error : undefined;
}
