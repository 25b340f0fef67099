import type { ConnectionState, ShoalError } from "../../client/index.ts";

/** What is known about the connection. */
export interface ConnectionSight {
  readonly state: ConnectionState;
  readonly error: ShoalError | undefined;
  readonly hasBeenLive: boolean;
}

/** What a person is told about it; `undefined` while there is nothing to tell. In `waiting`, `retryInMs` tells when the next attempt starts. */
export function connectionSentence({ state, error, hasBeenLive }: ConnectionSight, retryInMs = 0): string | undefined {
  switch (state) {
    case "live":
      return undefined;
    case "connecting":
    case "greeting":
      return hasBeenLive ? "Connection lost; reconnecting …" : "Connecting …";
    case "waiting": {
      const seconds = Math.max(1, Math.ceil(retryInMs / 1_000));
      const what = error?.code === "draining" ? "The server is restarting" : "No connection";
      return `${what}; trying again in ${seconds} s (/reconnect: now)`;
    }
    case "closed":
      return error?.message ?? "Closed.";
  }
}
