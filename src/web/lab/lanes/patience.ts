const LOOK_AGAIN_MS = 20;

/** Waits that all end at once when they are not wanted any more. */
export class Patience {
  #isOver = false;
  readonly #wakes = new Set<() => void>();

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Ends every wait, also those to come. */
  end(): void {
    this.#isOver = true;
    for (const wake of [...this.#wakes]) wake();
  }

  sleep(ms: number): Promise<void> {
    if (this.#isOver) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#wakes.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.#wakes.add(wake);
    });
  }

  /** Waits until it is true, at most so long. */
  async until(isTrue: () => boolean, ms: number): Promise<void> {
    const endsAt = performance.now() + ms;
    while (!isTrue() && !this.#isOver && performance.now() < endsAt) await this.sleep(LOOK_AGAIN_MS);
  }
}
