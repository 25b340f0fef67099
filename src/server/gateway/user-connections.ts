import type { Clock } from "../../clock.ts";
import { hasSocket } from "./connection.ts";
import type { FanOut } from "./fan-out.ts";

interface SessionOfUser {
  readonly userId: string;
  readonly sessionId: string;
}

/** The connections of single users at this node. */
export class UserConnections {
  readonly #fanOut: FanOut;
  readonly #clock: Clock;

  constructor(fanOut: FanOut, clock: Clock) {
    this.#fanOut = fanOut;
    this.#clock = clock;
  }

  /** Those of the sessions whose clients gave a sign of life within the last so many ms. */
  heardSessions(sessions: Iterable<SessionOfUser>, withinMs: number): Set<string> {
    const isHeard = ({ userId, sessionId }: SessionOfUser): boolean =>
      [...this.#fanOut.subscribers(userId)].some(
        ({ session, lastHeardAt }) => session?.id === sessionId && this.#clock.elapsedMs(lastHeardAt) <= withinMs,
      );
    return new Set([...sessions].filter(isHeard).map(({ sessionId }) => sessionId));
  }

  /** Those of the user's sessions that have a live connection. */
  onlineSessionIds(userId: string): Set<string> {
    const connections = [...this.#fanOut.subscribers(userId)];
    return new Set(connections.flatMap(({ session }) => (session === undefined ? [] : [session.id])));
  }

  /** How many of the user's connections have a socket of their own. */
  socketCount(userId: string): number {
    return [...this.#fanOut.subscribers(userId)].filter(hasSocket).length;
  }

  /** The user has too many over all nodes, and most of them here. */
  replaceOldest(userId: string, count: number): void {
    const sockets = [...this.#fanOut.subscribers(userId)].filter(hasSocket);
    for (const oldest of sockets.slice(0, count)) oldest.close("replaced");
  }
}
