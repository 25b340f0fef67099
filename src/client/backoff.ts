import type { Clock, MonotonicMs } from "../clock.ts";
import type { AnyErrorCode } from "../protocol/errors.ts";

/** The wait before an attempt is random between nothing and a bound [P31]. It is a part of how long the client has been away … */
const BOUND_OF_ABSENCE = 1 / 4;
/** … at least this … */
export const RETRY_BOUND_MIN_MS = 500;
/** … and at most this. */
export const RETRY_BOUND_MAX_MS = 20_000;
/** Where a server has to share its time, its clients come back in its next seconds. */
const LIMITED_BOUND_MIN_MS = 2_000;

/** After these the next attempt takes its time although a welcome came: the same would happen again at once. */
const slowReturns: ReadonlySet<AnyErrorCode> = new Set(["too-many-frames", "bad-frame"]);

/**
 * How long to wait before the next attempt. After a short absence a client is back soon, after a long one in a quarter of it at most; a
 * server that stays away is asked less and less. With full jitter: when it comes back, its clients do not all come at once.
 */
export class Backoff {
  readonly #random: () => number;
  readonly #clock: Clock;
  /** Since the connection was lost, or the client was made. */
  #awaySince: MonotonicMs | undefined;

  constructor(random: () => number, clock: Clock) {
    this.#random = random;
    this.#clock = clock;
  }

  succeeded(): void {
    this.#awaySince = undefined;
  }

  /** `cause`: what ended the attempt, or the connection. */
  nextDelayMs(cause: AnyErrorCode | undefined): number {
    this.#awaySince ??= this.#clock.monotonicNow();
    return this.#random() * this.#boundMs(cause, this.#clock.elapsedMs(this.#awaySince));
  }

  #boundMs(cause: AnyErrorCode | undefined, awayMs: number): number {
    if (cause !== undefined && slowReturns.has(cause)) return RETRY_BOUND_MAX_MS;
    const minMs = cause === "rate-limited" ? LIMITED_BOUND_MIN_MS : RETRY_BOUND_MIN_MS;
    return Math.min(RETRY_BOUND_MAX_MS, Math.max(minMs, awayMs * BOUND_OF_ABSENCE));
  }
}
