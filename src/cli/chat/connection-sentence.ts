import type { ConnectionState, ShoalError } from "../../client/index.ts";
import { words } from "./i18n/words.ts";

const say = words.connection;

/** The state of the connection. */
export interface ConnectionView {
  readonly state: ConnectionState;
  readonly error: ShoalError | undefined;
  readonly hasBeenLive: boolean;
}

/** The sentence for the user; `undefined` while there is nothing to tell. In `waiting`, `retryInMs` tells when the next attempt starts. */
export function connectionSentence({ state, error, hasBeenLive }: ConnectionView, retryInMs = 0): string | undefined {
  switch (state) {
    case "live":
      return undefined;
    case "connecting":
    case "greeting":
      return hasBeenLive ? say.reconnecting : say.connecting;
    case "waiting": {
      const seconds = Math.max(1, Math.ceil(retryInMs / 1_000));
      return error?.code === "draining" ? say.restarting(seconds) : say.lost(seconds);
    }
    case "closed":
      return error === undefined ? say.closed : words.errorOf(error);
  }
}
