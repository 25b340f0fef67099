import type { Clock } from "../clock.ts";

/** Timers by their names: one of each at a time. */
export class Timers<Name extends string> {
  readonly #clock: Clock;
  readonly #cancels = new Map<Name, () => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  has(name: Name): boolean {
    return this.#cancels.has(name);
  }

  /** Calls `callback` once, after `delayMs`; a timer of that name before is forgotten. */
  arm(name: Name, delayMs: number, callback: () => void): void {
    this.disarm(name);
    const cancel = this.#clock.after(delayMs, () => {
      this.#cancels.delete(name);
      callback();
    });
    this.#cancels.set(name, cancel);
  }

  disarm(name: Name): void {
    this.#cancels.get(name)?.();
    this.#cancels.delete(name);
  }

  disarmAll(): void {
    for (const name of this.#cancels.keys()) this.disarm(name);
  }
}
