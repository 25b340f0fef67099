import { ShoalError } from "../../protocol/errors.ts";

interface Lane {
  runningCount: number;
  readonly waiting: (() => void)[];
}

/** Work of many, a few pieces at a time for each of them: a caller with much work waits for its own, and holds up no other. */
export class KeyedConcurrencyLimit {
  readonly #atOnceMax: number;
  readonly #waitingMax: number;
  readonly #lanes = new Map<string, Lane>();

  constructor({ atOnceMax, waitingMax }: { atOnceMax: number; waitingMax: number }) {
    this.#atOnceMax = atOnceMax;
    this.#waitingMax = waitingMax;
  }

  /** In the order in which they came. Throws `rate-limited` when too many wait already. */
  async run<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const lane = this.#lanes.get(key) ?? { runningCount: 0, waiting: [] };
    this.#lanes.set(key, lane);
    if (lane.runningCount < this.#atOnceMax) lane.runningCount += 1;
    else {
      if (lane.waiting.length >= this.#waitingMax) throw new ShoalError("rate-limited");
      await new Promise<void>((resolve) => lane.waiting.push(resolve));
    }
    try {
      return await work();
    } finally {
      this.#next(key, lane);
    }
  }

  #next(key: string, lane: Lane): void {
    const next = lane.waiting.shift();
    if (next !== undefined) next();
    else {
      lane.runningCount -= 1;
      if (lane.runningCount === 0) this.#lanes.delete(key);
    }
  }
}
