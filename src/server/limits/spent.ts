/** Keys of one limit that are counted between two calls of `take`; what others take meanwhile is not told. */
const KEYS_MAX = 10_000;

/** A limit of pace of which other nodes may know. */
export interface SharedLimit {
  /** Counts what is taken from now on. */
  share(): void;
  /** What was taken since the last call, by key: the heaviest first, and no more than `max` keys. The rest is forgotten. */
  takeSpent(max: number): readonly SpentByKey[];
  /** What another node gave away. It is taken here, too, into the red if it must be. */
  charge(key: string, amount: number): void;
}

export type SpentByKey = readonly [key: string, amount: number];

/** What was taken of a limit, by key. */
export class Spent {
  #amounts = new Map<string, number>();

  add(key: string, amount: number): void {
    const before = this.#amounts.get(key);
    if (before === undefined && this.#amounts.size >= KEYS_MAX) return;
    this.#amounts.set(key, (before ?? 0) + amount);
  }

  /** Those of at least `min`, the heaviest first; begins anew. */
  take(max: number, min = 0): SpentByKey[] {
    if (this.#amounts.size === 0) return [];
    const amounts = [...this.#amounts].filter(([, amount]) => amount >= min);
    this.#amounts = new Map();
    return amounts.toSorted(([, one], [, other]) => other - one).slice(0, max);
  }
}
