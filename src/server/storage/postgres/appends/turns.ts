/** Batches of a node that are on their way at once. What waits for its turn meanwhile makes the batches larger: each has a price of its own. */
export const BATCHES_AT_ONCE_MAX = 3;

/** So many at once; the others in the order in which they came. */
export class Turns {
  #freeCount: number;
  readonly #waiting: (() => void)[] = [];

  constructor(atOnceMax: number) {
    this.#freeCount = atOnceMax;
  }

  async take(): Promise<void> {
    if (this.#freeCount > 0) this.#freeCount -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  give(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#freeCount += 1;
    else next();
  }
}
