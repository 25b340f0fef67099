import type { Clock } from "../clock.ts";

/** Work that is done again and again, one piece at a time: what is due while another piece runs comes after it. */
export class Repeated {
  readonly #clock: Clock;
  readonly #onError: (error: unknown) => void;
  readonly #cancels: (() => void)[] = [];
  #running = Promise.resolve();

  constructor(clock: Clock, onError: (error: unknown) => void) {
    this.#clock = clock;
    this.#onError = onError;
  }

  every(intervalMs: number, work: () => Promise<void>): void {
    this.#cancels.push(this.#clock.every(intervalMs, () => this.now(work)));
  }

  now(work: () => Promise<void>): void {
    this.#running = this.#running.then(work).catch(this.#onError);
  }

  /** Begins nothing more on its own. */
  cancel(): void {
    for (const cancel of this.#cancels) cancel();
  }

  /** When all that was due is done. */
  ended(): Promise<void> {
    return this.#running;
  }
}
