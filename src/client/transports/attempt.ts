import type { Clock } from "../../clock.ts";
import { limits } from "../../protocol/limits.ts";

/** A stream without a heartbeat for this long is in doubt, also when it brings frames. */
export const HEARTBEAT_MISSED_MS = limits.streamHeartbeatMs + 1_500;

/** One request and the time that it may take. */
export class Attempt {
  readonly #clock: Clock;
  readonly #controller = new AbortController();
  readonly #channel: AbortSignal;
  readonly #onChannelEnd = (): void => this.#controller.abort();
  #cancelTimer: () => void = () => {};

  constructor(clock: Clock, channel: AbortSignal) {
    this.#clock = clock;
    this.#channel = channel;
    channel.addEventListener("abort", this.#onChannelEnd);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  expectWithin(ms: number): void {
    this.#cancelTimer = this.#clock.after(ms, () => this.#controller.abort());
  }

  /** Calls `onMissed` whenever it is not told of a heartbeat, by this very method, in time. */
  expectHeartbeat(onMissed: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#clock.after(HEARTBEAT_MISSED_MS, () => {
      this.expectHeartbeat(onMissed);
      onMissed();
    });
  }

  end(): void {
    this.#cancelTimer();
    this.#channel.removeEventListener("abort", this.#onChannelEnd);
  }
}
