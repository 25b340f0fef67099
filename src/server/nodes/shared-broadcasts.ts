import type { Bus } from "../bus/bus.ts";
import type { Broadcasts } from "../gateway/broadcasts.ts";
import { publish, subscribe } from "./messages.ts";

interface SharedBroadcastsParts {
  readonly bus: Bus;
  readonly broadcasts: Broadcasts;
}

/** Events of programs at other nodes. The pace of a user is that of all nodes: what one of them takes is told by `SharedPace`. */
export class SharedBroadcasts {
  readonly #stop: () => void;

  constructor({ bus, broadcasts }: SharedBroadcastsParts) {
    broadcasts.onBroadcast = (broadcast) => void publish(bus, "broadcasts", broadcast);
    this.#stop = subscribe(bus, "broadcasts", (broadcast) => broadcasts.tellHere(broadcast));
  }

  close(): void {
    this.#stop();
  }
}
