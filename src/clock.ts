declare const wall: unique symbol;
declare const monotonic: unique symbol;

/** A time of day: milliseconds since 1970-01-01 UTC. It may jump, forwards and back, whenever the device's clock is set. */
export type WallMs = number & { readonly [wall]: true };

/**
 * A reading of the monotonic clock. It has no meaning outside this process and no arithmetic: `Clock.elapsedMs` reads it. So a time of
 * day cannot take its place.
 */
export interface MonotonicMs {
  readonly [monotonic]: true;
}

/** Time as a dependency, so that tests can control it. */
export interface Clock {
  /** The time of day, to stamp and to show. It measures nothing: a duration needs `monotonicNow`. */
  now(): WallMs;
  /** The start of a duration: a timeout, a deadline, a limit of pace. It never goes back, and may stand still while the device sleeps. */
  monotonicNow(): MonotonicMs;
  /** Milliseconds that have passed since a reading of `monotonicNow`; never negative. */
  elapsedMs(since: MonotonicMs): number;
  /** Calls `callback` once after `delayMs`; the result cancels it. */
  after(delayMs: number, callback: () => void): () => void;
  /** Calls `callback` every `intervalMs`; the result cancels it. */
  every(intervalMs: number, callback: () => void): () => void;
}

/** A time of day that was stored, sent or computed, as `Clock.now` gives it. */
export function wallMs(milliseconds: number): WallMs {
  return milliseconds as WallMs;
}

/** For clocks: a reading, from milliseconds since any fixed moment. */
export function monotonicMs(milliseconds: number): MonotonicMs {
  return milliseconds as unknown as MonotonicMs;
}

/** For clocks: the milliseconds between two readings. */
export function millisecondsBetween(start: MonotonicMs, end: MonotonicMs): number {
  return (end as unknown as number) - (start as unknown as number);
}

/** The device's own time. */
export const systemClock: Clock = {
  now: () => wallMs(Date.now()),
  monotonicNow: () => monotonicMs(performance.now()),
  elapsedMs: (since) => millisecondsBetween(since, systemClock.monotonicNow()),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
  every(intervalMs, callback) {
    const timer = setInterval(callback, intervalMs);
    return () => clearInterval(timer);
  },
};
