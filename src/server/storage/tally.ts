/** How many values were how large: a histogram for which a value costs a few comparisons and two additions. */
export class Tally {
  /** Ascending. */
  readonly bounds: readonly number[];
  /** Of the values up to each bound and above the one before; the last are those above every bound. */
  readonly counts: number[];
  #sum = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = new Array<number>(bounds.length + 1).fill(0);
  }

  get sum(): number {
    return this.#sum;
  }

  add(value: number): void {
    let index = 0;
    while (value > (this.bounds[index] ?? Number.POSITIVE_INFINITY)) index += 1;
    this.counts[index] = (this.counts[index] ?? 0) + 1;
    this.#sum += value;
  }
}
