import type { Clock, MonotonicMs } from "../../clock.ts";
import { ShoalError } from "../../protocol/errors.ts";

import { type Live, liveOf } from "./live.ts";
import { type SharedLimit, Spent, type SpentByKey } from "./spent.ts";

interface Share {
  /** What anyone took, first come, first served. */
  common: number;
  /** By party: what it took beyond its part. A party is kept while it asks, and as long as it owes. */
  readonly owed: Map<string, number>;
  /** Parties that asked in the last window and in this one. */
  previousCount: number;
  readonly asking: Set<string>;
}

const WINDOW_MS = 1_000;
/** Of what a key may cost in a second: other nodes are not told of less. */
const TOLD_SHARE_MIN = 0.01;
/** Between a key and a party, which have none. */
const SEPARATOR = " ";

/**
 * Divides what each key, such as an address, may cost in a second among the parties that share the key.
 *
 * One half is first come, first served. Of the other half every party gets an equal part, so that a party that asks for little
 * is served while others ask for as much as they can. A part is given as long as anything of it is left, and what it exceeds is
 * owed: in the long run a key costs no more than `perSecond`, whatever one request costs. `perSecond` 0 is no limit.
 */
export class FairShares {
  readonly #perSecond: Live<number>;
  readonly #clock: Clock;
  readonly #shares = new Map<string, Share>();
  #windowBeganAt: MonotonicMs;
  /** Missing unless other nodes are told. */
  #spent: Spent | undefined;

  constructor({ perSecond, clock }: { perSecond: number | Live<number>; clock: Clock }) {
    this.#perSecond = liveOf(perSecond);
    this.#clock = clock;
    this.#windowBeganAt = clock.monotonicNow();
  }

  /** Takes `cost` of the key for the party. Throws `rate-limited` and takes nothing when nothing is left for it. */
  spend(key: string, party: string, cost: number): void {
    const error = this.refusal(key, party, cost);
    if (error !== undefined) throw error;
  }

  /** As `spend`, for a caller that is asked often: the refusal is returned. */
  refusal(key: string, party: string, cost: number): ShoalError | undefined {
    if (this.#half === 0) return undefined;
    const share = this.#shareOf(key, party);
    if (share.common < this.#half) share.common += cost;
    else if ((share.owed.get(party) ?? 0) < this.#part(share)) this.#owe(share, party, cost);
    else return new ShoalError("rate-limited", { retryAfterMs: this.#retryAfterMs(share, party) });
    this.#spent?.add(key + SEPARATOR + party, cost);
    return undefined;
  }

  /** Takes what turned out to be the cost, when it is too late to refuse. */
  charge(key: string, party: string, cost: number): void {
    this.#charge(key, party, cost);
    this.#spent?.add(key + SEPARATOR + party, cost);
  }

  /** For other nodes: a key is one with its party. */
  get shared(): SharedLimit {
    return {
      share: () => {
        this.#spent ??= new Spent();
      },
      takeSpent: (max): readonly SpentByKey[] => this.#spent?.take(max, this.#perSecond() * TOLD_SHARE_MIN) ?? [],
      charge: (joined, cost) => {
        const [key = "", party = ""] = joined.split(SEPARATOR);
        this.#charge(key, party, cost);
      },
    };
  }

  /** Keys that are remembered. */
  get size(): number {
    return this.#shares.size;
  }

  get #half(): number {
    return this.#perSecond() / 2;
  }

  #charge(key: string, party: string, cost: number): void {
    if (this.#half === 0) return;
    const share = this.#shareOf(key, party);
    if (share.common < this.#half) share.common += cost;
    else this.#owe(share, party, cost);
  }

  #owe({ owed }: Share, party: string, cost: number): void {
    owed.set(party, (owed.get(party) ?? 0) + cost);
  }

  #part({ previousCount, asking, owed }: Share): number {
    return this.#half / Math.max(previousCount, asking.size, owed.size);
  }

  #shareOf(key: string, party: string): Share {
    const elapsedMs = this.#clock.elapsedMs(this.#windowBeganAt);
    if (elapsedMs >= WINDOW_MS) this.#beginWindow(Math.floor(elapsedMs / WINDOW_MS));
    let share = this.#shares.get(key);
    if (share === undefined) {
      share = { common: 0, owed: new Map(), previousCount: 0, asking: new Set() };
      this.#shares.set(key, share);
    }
    share.asking.add(party);
    return share;
  }

  /** Forgives what a window allows; a party that owes nothing and does not ask is removed. */
  #beginWindow(windowCount: number): void {
    this.#windowBeganAt = this.#clock.monotonicNow();
    for (const [key, share] of this.#shares) {
      const part = this.#part(share);
      share.common = Math.max(0, share.common - this.#half * windowCount);
      for (const [party, cost] of share.owed) {
        if (cost <= part * windowCount) share.owed.delete(party);
        else share.owed.set(party, cost - part * windowCount);
      }
      share.previousCount = windowCount === 1 ? share.asking.size : 0;
      share.asking.clear();
      if (share.common === 0 && share.owed.size === 0 && share.previousCount === 0) this.#shares.delete(key);
    }
  }

  #retryAfterMs(share: Share, party: string): number {
    const windowsOwed = Math.floor((share.owed.get(party) ?? 0) / this.#part(share));
    return Math.max(1, windowsOwed) * WINDOW_MS - Math.min(WINDOW_MS - 1, this.#clock.elapsedMs(this.#windowBeganAt));
  }
}
