/** The seed of this run: `SEED=123 bun test …` repeats an old one. */
export function testSeed(): number {
  const given = process.env.SEED;
  return given === undefined ? Date.now() % 2 ** 31 : Number(given);
}

/** The same numbers for the same seed, on every machine (mulberry32). */
export class SeededRandom {
  readonly seed: number;
  #state: number;

  constructor(seed: number = testSeed()) {
    this.seed = seed;
    this.#state = seed | 0;
  }

  /** In [0, 1). An arrow, so that it can be handed over in place of `Math.random`. */
  readonly next = (): number => {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };

  /** A whole number from `min` to `max`, both included. */
  integer(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.integer(0, items.length - 1)];
    if (item === undefined) throw new RangeError("Nothing to pick from.");
    return item;
  }
}
