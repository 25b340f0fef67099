/** Lets a few go on at once; the others wait for their turn, in order. */
export class Semaphore {
  #freeCount: number;
  readonly #waiting: (() => void)[] = [];

  constructor(atOnceMax: number) {
    this.#freeCount = atOnceMax;
  }

  /** Resolves when it is the caller's turn, which ends with the block that holds it. */
  async acquire(): Promise<Disposable> {
    if (this.#freeCount > 0) this.#freeCount -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return { [Symbol.dispose]: () => this.#pass() };
  }

  #pass(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#freeCount += 1;
    else next();
  }
}
