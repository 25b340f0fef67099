import type { Clock, MonotonicMs } from "../../clock.ts";

/** Before the first attempt after a loss, at most. */
const RETRY_BOUND_MIN_MS = 250;
const RETRY_BOUND_MAX_MS = 5_000;
/** A connection that was there for so long begins a new count of failures; no attempt takes as long. */
const STABLE_MS = 30_000;

/** The pauses between attempts: doubled from one failure to the next, with half of each random, so that nodes do not come all at once. */
export class Retries {
  readonly #clock: Clock;
  readonly #random: () => number;
  #boundMs = RETRY_BOUND_MIN_MS;
  #begunAt: MonotonicMs | undefined;
  #end = (): void => {};

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
  }

  /** An attempt begins. */
  begin(): void {
    this.#begunAt = this.#clock.monotonicNow();
  }

  /** After the attempt, or the connection that came of it, has ended. */
  pause(): Promise<void> {
    if (this.#begunAt !== undefined && this.#clock.elapsedMs(this.#begunAt) >= STABLE_MS) this.#boundMs = RETRY_BOUND_MIN_MS;
    const delayMs = this.#boundMs * (0.5 + this.#random() / 2);
    this.#boundMs = Math.min(RETRY_BOUND_MAX_MS, this.#boundMs * 2);
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#clock.after(delayMs, resolve);
    this.#end = () => {
      cancel();
      resolve();
    };
    return promise;
  }

  /** Ends the pause that is, for good. */
  close(): void {
    this.#end();
  }
}
