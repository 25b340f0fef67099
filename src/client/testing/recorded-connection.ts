import { FakeClock } from "../../../test/support/fake-clock.ts";
import type { DownFrame } from "../../protocol/frames/down.ts";
import { Backoff } from "../backoff.ts";
import type { StateChange } from "../client-events.ts";
import { ConnectionManager } from "../connection-manager.ts";
import { SessionToken } from "../session-token.ts";
import type { TransportFallback } from "../transports/transport-fallback.ts";

/** Where between nothing and its bound every retry falls. */
export const RANDOM = 0.5;

/** A connection in a time of its own, and all that it told its owner. */
export class RecordedConnection {
  readonly clock = new FakeClock();
  readonly changes: StateChange[] = [];
  readonly frames: DownFrame[] = [];
  readonly seen: string[] = [];
  readonly renewals: string[] = [];
  readonly connection: ConnectionManager;
  /** Whether the next welcome counts as the user's own. */
  isExpected = true;

  constructor(fallback: TransportFallback) {
    this.connection = new ConnectionManager(
      {
        ...{ fallback, clock: this.clock, token: new SessionToken(undefined, this.clock) },
        backoff: new Backoff(() => RANDOM, this.clock),
      },
      {
        hello: () => ({ type: "hello", version: 1, token: "t".repeat(43), cursors: {} }),
        isExpected: () => this.isExpected,
        onWelcome: () => {},
        position: () => ({ cursors: {} }),
        onRenewed: (isSwitched) => this.renewals.push(isSwitched ? "switched" : "greeted anew"),
        onLingered: () => this.renewals.push("lingered"),
        onState: (change) => this.changes.push(change),
        onFrame: (frame) => this.frames.push(frame),
        onSeen: (direction, text) => this.seen.push(`${direction} ${text()}`),
      },
    );
  }
}
