import type { ErrorCode } from "../protocol/errors.ts";

/** The wait before an attempt is random between nothing and a bound, which starts here and doubles [P31] … */
export const RETRY_BOUND_MIN_MS = 500;
/** … up to here. */
export const RETRY_BOUND_MAX_MS = 20_000;

/** After these the next attempt takes its time although a welcome came: the same would happen again at once. */
const slowReturns: ReadonlySet<ErrorCode> = new Set(["too-many-frames", "bad-frame"]);

/** How long to wait before the next attempt. With full jitter: when a server comes back, its clients do not all come at once. */
export class Backoff {
  readonly #random: () => number;
  #failureCount = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  succeeded(): void {
    this.#failureCount = 0;
  }

  /** `cause`: what ended the attempt, or the connection. */
  nextDelayMs(cause: ErrorCode | undefined): number {
    if (cause !== undefined && slowReturns.has(cause)) this.#failureCount = Number.POSITIVE_INFINITY;
    const boundMs = Math.min(RETRY_BOUND_MAX_MS, RETRY_BOUND_MIN_MS * 2 ** this.#failureCount);
    this.#failureCount += 1;
    return this.#random() * boundMs;
  }
}
