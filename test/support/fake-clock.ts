import { type Clock, type MonotonicMs, millisecondsBetween, monotonicMs, type WallMs, wallMs } from "../../src/clock.ts";

interface Timer {
  readonly dueAt: number;
  readonly callback: () => void;
}

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  /** Milliseconds since the start. */
  #elapsedMs = 0;
  /** The time of day at the start, by what the clock shows now. */
  #wallStart: number;
  // Insertion order decides between timers that are due at the same moment, as it does in every runtime.
  readonly #timers = new Set<Timer>();

  constructor(now = Date.UTC(2030, 0, 1)) {
    this.#wallStart = now;
  }

  now(): WallMs {
    return wallMs(this.#wallStart + this.#elapsedMs);
  }

  monotonicNow(): MonotonicMs {
    return monotonicMs(this.#elapsedMs);
  }

  elapsedMs(since: MonotonicMs): number {
    return millisecondsBetween(since, this.monotonicNow());
  }

  /** Sets the time of day; durations do not change. */
  setWall(now: number): void {
    this.#wallStart = now - this.#elapsedMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer: Timer = { dueAt: this.#elapsedMs + Math.max(0, delayMs), callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  every(intervalMs: number, callback: () => void): () => void {
    if (intervalMs <= 0) throw new RangeError("An interval of nothing never ends.");
    const again = (): void => {
      cancel = this.after(intervalMs, again);
      callback();
    };
    let cancel = this.after(intervalMs, again);
    return () => cancel();
  }

  /** Moves the time, and calls what becomes due on the way, in order, each at its own time. */
  advance(ms: number): void {
    const end = this.#elapsedMs + ms;
    for (let timer = this.#firstDueBy(end); timer !== undefined; timer = this.#firstDueBy(end)) {
      this.#timers.delete(timer);
      this.#elapsedMs = Math.max(this.#elapsedMs, timer.dueAt);
      timer.callback();
    }
    this.#elapsedMs = end;
  }

  /** Time passes and no timer fires, as when a laptop sleeps. What is overdue fires with the next `advance`. */
  sleep(ms: number): void {
    this.#elapsedMs += ms;
  }

  /** Timers that still wait: a thing that was closed has left none. */
  get pendingCount(): number {
    return this.#timers.size;
  }

  #firstDueBy(end: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.dueAt <= end && (first === undefined || timer.dueAt < first.dueAt)) first = timer;
    }
    return first;
  }
}
