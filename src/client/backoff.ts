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

/** No client asks a server more often than this by itself … */
export const RECONNECT_DELAY_MS_MIN = 100;
/** … or stays away for longer. */
export const RECONNECT_DELAY_MS_MAX = 60 * 60 * 1000;

/**
 * How long a client waits before an attempt to come back: a random time below a bound. The bound is a quarter of the time that the client has
 * been away, and lies between these two.
 */
export interface ReconnectOptions {
  /** Milliseconds: the smallest bound, 100 or more. Default 500. */
  readonly delayMs?: number | undefined;
  /** Milliseconds: the largest bound, at least `delayMs` and at most an hour. Default 20,000. */
  readonly delayMsMax?: number | undefined;
}

/** After these the next attempt takes its time although a welcome came: the same would happen again at once. */
const slowReturns: ReadonlySet<AnyErrorCode> = new Set(["too-many-frames", "bad-frame"]);

/**
 * How long to wait before the next attempt. After a short absence a client is back soon, after a long one in a quarter of it at most; a
 * server that stays away is asked less and less. With full jitter: when it comes back, its clients do not all come at once.
 */
export class Backoff {
  readonly #random: () => number;
  readonly #clock: Clock;
  readonly #boundMinMs: number;
  readonly #boundMaxMs: number;
  /** Since the connection was lost, or the client was made. */
  #awaySince: MonotonicMs | undefined;

  /** Throws `RangeError` for delays that are not allowed. */
  constructor(random: () => number, clock: Clock, reconnect: ReconnectOptions = {}) {
    this.#random = random;
    this.#clock = clock;
    const {
      delayMsMax = Math.max(RETRY_BOUND_MAX_MS, reconnect.delayMs ?? 0),
      delayMs = Math.min(RETRY_BOUND_MIN_MS, delayMsMax),
    } = reconnect;
    requireDelay("delayMs", delayMs, RECONNECT_DELAY_MS_MIN);
    requireDelay("delayMsMax", delayMsMax, delayMs);
    this.#boundMinMs = delayMs;
    this.#boundMaxMs = delayMsMax;
  }

  succeeded(): void {
    this.#awaySince = undefined;
  }

  /**
   * How long an attempt may take: half of the absence, and no longer than the longest wait [P31e]. Clients that give up what a crowded server has nearly
   * done, and ask again, would keep it crowded.
   */
  get patienceMs(): number {
    return Math.min(RETRY_BOUND_MAX_MS, this.#clock.elapsedMs(this.#awaySince ?? this.#clock.monotonicNow()) / 2);
  }

  /** `cause`: what ended the attempt, or the connection. */
  nextDelayMs(cause: AnyErrorCode | undefined): number {
    this.#awaySince ??= this.#clock.monotonicNow();
    return this.#random() * this.#boundMs(cause, this.#clock.elapsedMs(this.#awaySince));
  }

  #boundMs(cause: AnyErrorCode | undefined, awayMs: number): number {
    if (cause !== undefined && slowReturns.has(cause)) return Math.max(this.#boundMaxMs, RETRY_BOUND_MAX_MS);
    const minMs = cause === "rate-limited" ? Math.max(this.#boundMinMs, LIMITED_BOUND_MIN_MS) : this.#boundMinMs;
    return Math.max(minMs, Math.min(this.#boundMaxMs, awayMs * BOUND_OF_ABSENCE));
  }
}

function requireDelay(name: string, delayMs: number, smallestMs: number): void {
  if (delayMs >= smallestMs && delayMs <= RECONNECT_DELAY_MS_MAX) return;
  throw new RangeError(`\`reconnect.${name}\` must be ${smallestMs} to ${RECONNECT_DELAY_MS_MAX} milliseconds, not ${delayMs}.`);
}
