import type { MonotonicMs } from "../clock.ts";
import type { ShoalError } from "../protocol/errors.ts";
import type { Welcome } from "../protocol/frames/welcome.ts";

/**
 * Where a connection is:
 * `connecting` a channel is being opened; `greeting` it is open, hello was said; `live` welcome came;
 * `waiting` until the next attempt; `closed` for good.
 */
export type ConnectionState = "connecting" | "greeting" | "live" | "waiting" | "closed";

/** The state of the connection, with the data that belongs to it. */
export type Situation =
  /** `isDoubtful`: once live, a `pong` must prove that no proxy holds frames back. */
  | { readonly state: "connecting" | "greeting"; readonly isDoubtful: boolean }
  /** `isRenewing`: the channel said that a welcome follows. */
  | {
      readonly state: "live";
      readonly welcome: Welcome;
      readonly since: MonotonicMs;
      readonly isDoubtful: boolean;
      readonly isRenewing: boolean;
    }
  /** For the next attempt, which comes after `delayMs`. */
  | { readonly state: "waiting"; readonly since: MonotonicMs; readonly delayMs: number }
  | { readonly state: "closed" };

/** The data of an input. */
export interface InputDetails {
  readonly cause?: ShoalError | undefined;
  readonly welcome?: Welcome;
  /** The transport brought nothing although something was due. */
  readonly isSilent?: boolean;
  /** The next attempt is another transport's, and needs no wait. */
  readonly isNextAtOnce?: boolean;
}

/** The inputs. */
export type ConnectionInput =
  | "opened" // the channel can carry frames
  | "welcomed" // the server said welcome
  | "renewed" // the server said welcome anew to a channel that outlives its connections
  | "switched" // another channel was welcomed beside this one
  | "lost" // the channel closed, fell silent or made no sense
  | "refused" // closed with a code that means: stay away
  | "due" // the time of the next attempt came
  | "woken" // the network is back, the page is seen again, or the application asks
  | "ended"; // the application closed the client

/** The effects, in this order. */
export type ConnectionEffect = "hang-up" | "cancel-retry" | "dial" | "greet" | "settle" | "switch" | "probe" | "schedule-retry";

export interface Transition {
  readonly state: ConnectionState;
  readonly effects: readonly ConnectionEffect[];
}

/** A client is born connecting. */
export const start: Transition = { state: "connecting", effects: ["dial"] };

const lose: Transition = { state: "waiting", effects: ["hang-up", "schedule-retry"] };
const close: Transition = { state: "closed", effects: ["hang-up"] };
const closed: Transition = { state: "closed", effects: [] };

/** Every state meets every input: a missing cell does not compile. */
export const transitions: Readonly<Record<ConnectionState, Readonly<Record<ConnectionInput, Transition>>>> = {
  connecting: {
    opened: { state: "greeting", effects: ["greet"] },
    welcomed: lose, // a welcome without a hello is no server of ours
    renewed: lose,
    switched: stay("connecting"), // only who is live looks for something better
    lost: lose,
    refused: close,
    due: stay("connecting"),
    woken: stay("connecting"), // the deadline of this attempt is short enough
    ended: close,
  },
  greeting: {
    opened: stay("greeting"),
    welcomed: { state: "live", effects: ["settle"] },
    renewed: lose,
    switched: stay("greeting"),
    lost: lose,
    refused: close,
    due: stay("greeting"),
    woken: stay("greeting"),
    ended: close,
  },
  live: {
    opened: stay("live"),
    welcomed: lose, // one welcome per connection: what follows a second one cannot be trusted
    renewed: { state: "live", effects: ["settle"] }, // everything goes on from the cursors
    switched: { state: "live", effects: ["switch", "settle"] },
    lost: lose,
    refused: close,
    due: stay("live"),
    woken: { state: "live", effects: ["probe"] }, // an open socket is never believed
    ended: close,
  },
  waiting: {
    opened: stay("waiting"),
    welcomed: stay("waiting"),
    renewed: stay("waiting"),
    switched: stay("waiting"),
    lost: stay("waiting"),
    refused: stay("waiting"),
    due: { state: "connecting", effects: ["dial"] },
    woken: { state: "connecting", effects: ["cancel-retry", "dial"] },
    ended: { state: "closed", effects: ["cancel-retry"] },
  },
  closed: {
    opened: closed,
    welcomed: closed,
    renewed: closed,
    switched: closed,
    lost: closed,
    refused: closed,
    due: closed,
    woken: closed,
    ended: closed,
  },
};

function stay(state: ConnectionState): Transition {
  return { state, effects: [] };
}
