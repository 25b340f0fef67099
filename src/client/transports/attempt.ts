import type { Clock } from "../../clock.ts";
import { limits } from "../../protocol/limits.ts";

/** A stream that brings not even a heartbeat for this long is given up: two of them are missing. */
export const STREAM_SILENCE_MAX_MS = 2 * limits.streamHeartbeatMs + 2_000;

/** One request and the time that it may take. */
export class Attempt {
  readonly #clock: Clock;
  readonly #controller = new AbortController();
  readonly #channel: AbortSignal;
  readonly #onChannelEnd = (): void => this.#controller.abort();
  #cancelTimer: () => void = () => {};
  #heardAt = 0;
  #isBeating = false;
  hasFallenSilent = false;

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

  expectHeartbeats(): void {
    if (this.#isBeating) return;
    this.#isBeating = true;
    this.#watch();
  }

  heard(): void {
    this.#heardAt = this.#clock.now();
  }

  end(): void {
    this.#cancelTimer();
    this.#channel.removeEventListener("abort", this.#onChannelEnd);
  }

  #watch(): void {
    const remainingMs = this.#heardAt + STREAM_SILENCE_MAX_MS - this.#clock.now();
    this.hasFallenSilent = remainingMs <= 0;
    if (this.hasFallenSilent) this.#controller.abort();
    else this.#cancelTimer = this.#clock.after(remainingMs, () => this.#watch());
  }
}
