import type { Clock } from "../../clock.ts";

const SECONDS = 60;

/** How often something happened in a second, over the last minute. It looks at a running total once a second: counting is an addition elsewhere. */
export class RateMeter {
  readonly #total: () => number;
  /** The totals of the last seconds, the newest last. */
  readonly #totals: number[];
  readonly #cancel: () => void;

  constructor(clock: Clock, total: () => number) {
    this.#total = total;
    this.#totals = [total()];
    this.#cancel = clock.every(1_000, () => {
      this.#totals.push(total());
      if (this.#totals.length > SECONDS) this.#totals.shift();
    });
  }

  /** Over as many seconds as are known: fewer than a minute after the start. */
  get perSecond(): number {
    const [first = 0] = this.#totals;
    return Math.round(((this.#total() - first) / this.#totals.length) * 100) / 100;
  }

  close(): void {
    this.#cancel();
  }
}
