import type { Clock, MonotonicMs } from "../../clock.ts";
import { ShoalError } from "../../protocol/errors.ts";

import { type Live, liveOf } from "./live.ts";
import { type SharedLimit, Spent, type SpentByKey } from "./spent.ts";

interface Bucket {
  tokens: number;
  filledAt: MonotonicMs;
}

/** What is left of a limit. */
export interface LimitLeft {
  readonly quota: number;
  readonly remaining: number;
  readonly perSecond: number;
  readonly fullInMs: number;
}

const SWEEP_AT_SIZE = 1024;
/** What other nodes gave away is owed up to so many times the burst: as many nodes could give at once. */
export const DEBT_BURSTS_MAX = 64;

/** A token bucket for each key: `burst` at once, but one at least, `perSecond` in the long run. `perSecond` 0 is no limit. Both may change while it runs. */
export class RateLimiter implements SharedLimit {
  readonly #perSecondNow: Live<number>;
  readonly #burstNow: Live<number>;
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();
  #sweepAtSize = SWEEP_AT_SIZE;
  /** Missing unless other nodes are told. */
  #spent: Spent | undefined;

  constructor(options: { perSecond: number | Live<number>; burst: number | Live<number>; clock: Clock }) {
    this.#perSecondNow = liveOf(options.perSecond);
    this.#burstNow = liveOf(options.burst);
    this.#clock = options.clock;
  }

  /** Takes one token. 0 when there was one, otherwise the ms until there is. */
  take(key: string): number {
    if (this.#perSecond === 0) return 0;
    const bucket = this.#fill(key);
    if (bucket.tokens < 1) return Math.ceil(((1 - bucket.tokens) * 1000) / this.#perSecond);
    bucket.tokens -= 1;
    this.#spent?.add(key, 1);
    return 0;
  }

  /** Takes one token. Throws `rate-limited` when there is none. */
  spend(key: string): void {
    const retryAfterMs = this.take(key);
    if (retryAfterMs > 0) throw new ShoalError("rate-limited", { retryAfterMs });
  }

  /** How much of the limit is left for a key, and in how many ms all of it is; undefined where nothing is limited. Takes nothing. */
  left(key: string): LimitLeft | undefined {
    if (this.#perSecond === 0) return undefined;
    const { tokens } = this.#fill(key);
    const fullInMs = Math.ceil(((this.#burst - tokens) * 1000) / this.#perSecond);
    return { quota: Math.floor(this.#burst), remaining: Math.max(0, Math.floor(tokens)), perSecond: this.#perSecond, fullInMs };
  }

  share(): void {
    this.#spent ??= new Spent();
  }

  takeSpent(max: number): readonly SpentByKey[] {
    return this.#spent?.take(max) ?? [];
  }

  charge(key: string, amount: number): void {
    if (this.#perSecond === 0) return;
    const bucket = this.#fill(key);
    bucket.tokens = Math.max(bucket.tokens - amount, -DEBT_BURSTS_MAX * this.#burst);
  }

  get #perSecond(): number {
    return this.#perSecondNow();
  }

  /** A bucket with no room for a whole token would never give one. */
  get #burst(): number {
    return Math.max(1, this.#burstNow());
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
    for (const [key, { tokens, filledAt }] of this.#buckets) {
      const fillTimeMs = ((this.#burst - tokens) * 1000) / this.#perSecond;
      if (this.#clock.elapsedMs(filledAt) >= fillTimeMs) this.#buckets.delete(key);
    }
    this.#sweepAtSize = Math.max(SWEEP_AT_SIZE, this.#buckets.size * 2);
  }
}
