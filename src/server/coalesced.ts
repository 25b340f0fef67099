import type { Clock } from "../clock.ts";

/** Tells of changes at once, but at most once in an interval: those that come meanwhile are told together when it is over. */
export class Coalesced {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #tell: () => void;
  #cancelTimer: (() => void) | undefined;
  #isDue = false;

  constructor(clock: Clock, intervalMs: number, tell: () => void) {
    this.#clock = clock;
    this.#intervalMs = intervalMs;
    this.#tell = tell;
  }

  changed(): void {
    if (this.#cancelTimer !== undefined) this.#isDue = true;
    else {
      this.#cancelTimer = this.#clock.after(this.#intervalMs, () => this.#elapsed());
      this.#tell();
    }
  }

  close(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#isDue = false;
  }

  #elapsed(): void {
    this.#cancelTimer = undefined;
    if (!this.#isDue) return;
    this.#isDue = false;
    this.changed();
  }
}
