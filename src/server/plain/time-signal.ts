import type { Clock } from "../../clock.ts";
import type { BareSocket } from "./bare-socket.ts";

/** Between two times that are told. */
export const TIME_SIGNAL_MS = 1_000;

/** Tells the time once a second, with one timer and one string for all listeners, and without a listener with none [P67]. */
export class TimeSignal {
  readonly #clock: Clock;
  readonly #listeners = new Set<BareSocket>();
  #cancelTimer: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(socket: BareSocket): void {
    this.#listeners.add(socket);
    this.#cancelTimer ??= this.#clock.every(TIME_SIGNAL_MS, () => this.#tell());
  }

  delete(socket: BareSocket): void {
    this.#listeners.delete(socket);
    if (this.#listeners.size === 0) this.close();
  }

  close(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #tell(): void {
    const time = new Date(this.#clock.now()).toISOString();
    for (const listener of this.#listeners) listener.offer(time);
  }
}
