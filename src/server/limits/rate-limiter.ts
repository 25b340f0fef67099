import type { Clock, MonotonicMs } from "../../clock.ts";
import { ShoalError } from "../../protocol/errors.ts";

interface Bucket {
  tokens: number;
  filledAt: MonotonicMs;
}

const SWEEP_AT_SIZE = 1024;

/** A token bucket for each key: `burst` at once, but one at least, `perSecond` in the long run. `perSecond` 0 is no limit. */
export class RateLimiter {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();
  #sweepAtSize = SWEEP_AT_SIZE;

  constructor(options: { perSecond: number; burst: number; clock: Clock }) {
    this.#perSecond = options.perSecond;
    // A bucket with no room for a whole token would never give one.
    this.#burst = Math.max(1, options.burst);
    this.#clock = options.clock;
  }

  /** Takes one token. 0 when there was one, otherwise the ms until there is. */
  take(key: string): number {
    if (this.#perSecond === 0) return 0;
    const bucket = this.#fill(key);
    if (bucket.tokens < 1) return Math.ceil(((1 - bucket.tokens) * 1000) / this.#perSecond);
    bucket.tokens -= 1;
    return 0;
  }

  /** Takes one token. Throws `rate-limited` when there is none. */
  spend(key: string): void {
    const retryAfterMs = this.take(key);
    if (retryAfterMs > 0) throw new ShoalError("rate-limited", { retryAfterMs });
  }

  /** Keys that are remembered. */
  get size(): number {
    return this.#buckets.size;
  }

  #fill(key: string): Bucket {
    const bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      this.#sweep();
      const full = { tokens: this.#burst, filledAt: this.#clock.monotonicNow() };
      this.#buckets.set(key, full);
      return full;
    }
    const elapsedMs = this.#clock.elapsedMs(bucket.filledAt);
    bucket.tokens = Math.min(this.#burst, bucket.tokens + (elapsedMs * this.#perSecond) / 1000);
    bucket.filledAt = this.#clock.monotonicNow();
    return bucket;
  }

  // A bucket that has filled up again says nothing: forgetting it changes no answer, and keeps strangers from growing the map.
  #sweep(): void {
    if (this.#buckets.size < this.#sweepAtSize) return;
    const fillTimeMs = (this.#burst * 1000) / this.#perSecond;
    for (const [key, bucket] of this.#buckets) {
      if (this.#clock.elapsedMs(bucket.filledAt) >= fillTimeMs) this.#buckets.delete(key);
    }
    this.#sweepAtSize = Math.max(SWEEP_AT_SIZE, this.#buckets.size * 2);
  }
}
