import type { DownFrameOf } from "../../protocol/frames/down.ts";
import type { Peers } from "../presence/peers.ts";
import type { Connection } from "./connection.ts";
import type { FanOut } from "./fan-out.ts";

/** About how many arrivals and departures are told in one flush, some tens of milliseconds; the others wait for the next. */
const CHANGES_PER_FLUSH_MAX = 20_000;

/** Tells every connection which of its user's peers came online or went [P22g]: one frame for all that changed in the meantime. */
export class PeerFeed {
  readonly #peers: Peers;
  readonly #fanOut: Pick<FanOut, "subscribers">;
  /** Changes may have been dropped for them: they are told the whole. */
  readonly #missed = new Set<Connection>();

  /** While it is not so, nothing is told: a conversation may have left a list meanwhile. */
  isCurrent: () => boolean = () => true;

  constructor(peers: Peers, fanOut: Pick<FanOut, "subscribers">) {
    this.#peers = peers;
    this.#fanOut = fanOut;
  }

  /** The connection takes frames again. */
  drained(connection: Connection): void {
    this.#missed.add(connection);
  }

  closed(connection: Connection): void {
    this.#missed.delete(connection);
  }

  flush(): void {
    if (!this.isCurrent()) return;
    for (const { userId, online, offline } of this.#peers.takeChanges(CHANGES_PER_FLUSH_MAX))
      this.#tell(this.#fanOut.subscribers(userId), { type: "peers", online, offline });
    for (const connection of this.#missed) {
      if (connection.userId !== undefined)
        this.#tell([connection], { type: "peers", online: this.#peers.onlineOf(connection.userId) });
    }
    this.#missed.clear();
  }

  #tell(connections: Iterable<Connection>, frame: DownFrameOf<"peers">): void {
    const text = JSON.stringify(frame);
    for (const connection of connections) connection.sendEphemeral(text);
  }
}
