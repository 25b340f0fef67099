import type { Clock, MonotonicMs } from "../../clock.ts";

const PROBE_INTERVAL_MS = 500;
const PROBES = 120;

/** By how much the main thread is late, over the last minute: a timer that is due every half second tells. */
export class LoopDelay {
  readonly #clock: Clock;
  readonly #delaysMs: number[] = [];
  readonly #cancel: () => void;
  #dueSince: MonotonicMs;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#dueSince = clock.monotonicNow();
    this.#cancel = clock.every(PROBE_INTERVAL_MS, () => this.#probe());
  }

  get figures(): { meanMs: number; maxMs: number } {
    const sum = this.#delaysMs.reduce((one, other) => one + other, 0);
    const mean = this.#delaysMs.length === 0 ? 0 : sum / this.#delaysMs.length;
    return { meanMs: Math.round(mean * 100) / 100, maxMs: Math.round(Math.max(0, ...this.#delaysMs) * 100) / 100 };
  }

  close(): void {
    this.#cancel();
  }

  #probe(): void {
    this.#delaysMs.push(Math.max(0, this.#clock.elapsedMs(this.#dueSince) - PROBE_INTERVAL_MS));
    this.#dueSince = this.#clock.monotonicNow();
    if (this.#delaysMs.length > PROBES) this.#delaysMs.shift();
  }
}
