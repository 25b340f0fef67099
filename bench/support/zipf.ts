import type { SeededRandom } from "../../test/support/random.ts";

/** Draws ranks: the share of rank r falls as 1 / (r + shift) ^ exponent, as that of words in a language does. */
export class Zipf {
  readonly #sums: Float64Array;

  constructor(count: number, exponent: number, shift: number) {
    let sum = 0;
    this.#sums = Float64Array.from({ length: count }, (_, rank) => {
      sum += (rank + shift) ** -exponent;
      return sum;
    });
  }

  rank(random: SeededRandom): number {
    const wanted = random.next() * (this.#sums.at(-1) ?? 0);
    let [low, high] = [0, this.#sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sums[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
