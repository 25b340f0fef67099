import { ShoalError } from "../../protocol/errors.ts";

interface FairQueueOptions {
  readonly atOnceMax: number;
  /** Of all parties together. */
  readonly waitingMax: number;
  readonly waitingPerPartyMax: number;
  /** About how long one piece of work takes, for the callers who have to come back. */
  readonly workMs: number;
  readonly retryAfterMsMax: number;
}

/** Costly work, a few pieces at once. Parties take turns: one with much work waits for its own, and holds up no other. */
export class FairQueue {
  readonly #options: FairQueueOptions;
  /** The party whose turn is next comes first. */
  readonly #waiting = new Map<string, (() => void)[]>();
  #waitingCount = 0;
  #runningCount = 0;
  /** Callers who were told to come back, less the work that was done since. */
  #expectedCount = 0;

  constructor(options: FairQueueOptions) {
    this.#options = options;
  }

  /** Throws `rate-limited` when too many wait already, and what `work` throws. */
  async run<Result>(party: string, work: () => Promise<Result>): Promise<Result> {
    if (this.#runningCount < this.#options.atOnceMax) this.#runningCount += 1;
    else await this.#turn(party);
    try {
      return await work();
    } finally {
      this.#expectedCount = Math.max(0, this.#expectedCount - 1);
      this.#next();
    }
  }

  #turn(party: string): Promise<void> {
    const { waitingMax, waitingPerPartyMax } = this.#options;
    const line = this.#waiting.get(party) ?? [];
    if (this.#waitingCount >= waitingMax || line.length >= waitingPerPartyMax) throw this.#refusal();
    this.#waitingCount += 1;
    this.#waiting.set(party, line);
    return new Promise((resolve) => line.push(resolve));
  }

  /** Each of those who come back has a time of its own, so that they do not come together. */
  #refusal(): ShoalError {
    const { atOnceMax, workMs, retryAfterMsMax } = this.#options;
    this.#expectedCount += 1;
    const beforeCount = this.#waitingCount + this.#expectedCount;
    const retryAfterMs = Math.min(retryAfterMsMax, Math.ceil((beforeCount * workMs) / atOnceMax));
    return new ShoalError("rate-limited", { retryAfterMs });
  }

  #next(): void {
    for (const [party, line] of this.#waiting) {
      this.#waiting.delete(party);
      const begin = line.shift();
      if (line.length > 0) this.#waiting.set(party, line);
      if (begin === undefined) continue;
      this.#waitingCount -= 1;
      begin();
      return;
    }
    this.#runningCount -= 1;
  }
}
