import type { Clock, MonotonicMs } from "../../clock.ts";
import { ShoalError } from "../../protocol/errors.ts";

/** An attempt to sign in with a password. */
export interface Guess {
  /** The folded nickname, whether a user has it or not. */
  readonly name: string;
  readonly network: string;
  /** Of a device that has signed in as that user before. It has delays of its own. */
  readonly device?: string | undefined;
}

interface Failures {
  readonly count: number;
  readonly lastAt: MonotonicMs;
  /** What was left of the delay before, when attempts at several nodes were under way at once: it is waited for, too. */
  readonly owedMs: number;
  /** The last one was at another node. */
  readonly isElsewhere: boolean;
}

/** After a first wrong password; each further one doubles it … */
export const FIRST_DELAY_MS = 1_000;
/** … up to this. */
export const DELAY_MS_MAX = 60_000;
/** Delays of attempts that were under way at once add up to this. */
const OWED_MS_MAX = 10 * DELAY_MS_MAX;
/** Wrong passwords are forgotten after so much time without another. */
export const FORGOTTEN_AFTER_MS = 15 * 60 * 1000;
/** After so many for one name, a network that failed has to wait the longest delay at once. */
export const NAME_FAILURES_MAX = 50;
/** After so many from one network, for any names, each further one is followed by a pause for all of them. */
export const NETWORK_FAILURES_MAX = 50;
export const NETWORK_DELAY_MS = 2_000;
/** Entries of each list; the oldest is forgotten. */
const REMEMBERED_MAX = 20_000;

/**
 * Delays after wrong passwords, by name and by network [P151b]. They never lock a user out [P151c]: the first attempt of a network is always taken
 * (but for the pause of a network that fails for many names), and a device or a network that signed in as that user before has only its own failures
 * to wait for.
 */
export class GuessDelays {
  readonly #clock: Clock;
  readonly #guessers = new Map<string, Failures>();
  readonly #names = new Map<string, Failures>();
  readonly #networks = new Map<string, Failures>();
  /** Pairs of name and network that succeeded. */
  readonly #known = new Set<string>();
  /** Called for every attempt here, so that other nodes count it. */
  onGuess: (guess: Guess, isRight: boolean) => void = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Throws `rate-limited` with what is left of the delay. */
  require(guess: Guess): void {
    const retryAfterMs = this.#delayOf(guess);
    if (retryAfterMs > 0) throw new ShoalError("rate-limited", { retryAfterMs });
  }

  failed(guess: Guess): void {
    // Attempts of one guesser follow each other here: only one at another node can have been under way at once.
    const isMet = this.#guessers.get(guesserOf(guess))?.isElsewhere === true;
    this.#fail(guess, { isElsewhere: false, ownOwedMs: isMet ? this.#ownDelayOf(guess) : 0, networkOwedMs: 0 });
    this.onGuess(guess, false);
  }

  succeeded(guess: Guess): void {
    this.#succeed(guess);
    this.onGuess(guess, true);
  }

  /** An attempt at another node. */
  elsewhere(guess: Guess, isRight: boolean): void {
    if (isRight) this.#succeed(guess);
    else {
      const owed = { ownOwedMs: this.#ownDelayOf(guess), networkOwedMs: this.#networkDelayOf(guess) };
      this.#fail(guess, { isElsewhere: true, ...owed });
    }
  }

  #fail(
    guess: Guess,
    { isElsewhere, ownOwedMs, networkOwedMs }: { isElsewhere: boolean; ownOwedMs: number; networkOwedMs: number },
  ): void {
    this.#count(this.#guessers, guesserOf(guess), { isElsewhere, owedMs: ownOwedMs });
    if (this.#isTrusted(guess)) return;
    this.#count(this.#names, guess.name, { isElsewhere, owedMs: 0 });
    this.#count(this.#networks, guess.network, { isElsewhere, owedMs: networkOwedMs });
  }

  #succeed(guess: Guess): void {
    this.#guessers.delete(guesserOf(guess));
    keep(this.#known, pairOf(guess));
  }

  #delayOf(guess: Guess): number {
    const ownDelayMs = this.#ownDelayOf(guess);
    return this.#isTrusted(guess) ? ownDelayMs : Math.max(ownDelayMs, this.#networkDelayOf(guess));
  }

  #ownDelayOf(guess: Guess): number {
    const own = this.#recent(this.#guessers, guesserOf(guess));
    if (own === undefined) return 0;
    const isNameAttacked = (this.#recent(this.#names, guess.name)?.count ?? 0) >= NAME_FAILURES_MAX;
    const isLongest = isNameAttacked && !this.#isTrusted(guess);
    return this.#left(own, isLongest ? DELAY_MS_MAX : Math.min(DELAY_MS_MAX, FIRST_DELAY_MS * 2 ** (own.count - 1)));
  }

  #networkDelayOf({ network: key }: Guess): number {
    const network = this.#recent(this.#networks, key);
    return this.#left(network, (network?.count ?? 0) >= NETWORK_FAILURES_MAX ? NETWORK_DELAY_MS : 0);
  }

  #isTrusted(guess: Guess): boolean {
    return guess.device !== undefined || this.#known.has(pairOf(guess));
  }

  #left(failures: Failures | undefined, delayMs: number): number {
    if (failures === undefined) return 0;
    return Math.max(0, Math.ceil(delayMs + failures.owedMs - this.#clock.elapsedMs(failures.lastAt)));
  }

  #recent(list: Map<string, Failures>, key: string): Failures | undefined {
    const failures = list.get(key);
    return failures !== undefined && this.#clock.elapsedMs(failures.lastAt) < FORGOTTEN_AFTER_MS ? failures : undefined;
  }

  #count(list: Map<string, Failures>, key: string, { isElsewhere, owedMs }: Pick<Failures, "isElsewhere" | "owedMs">): void {
    const count = (this.#recent(list, key)?.count ?? 0) + 1;
    list.delete(key);
    list.set(key, { count, lastAt: this.#clock.monotonicNow(), isElsewhere, owedMs: Math.min(owedMs, OWED_MS_MAX) });
    forgetOldest(list);
  }
}

function pairOf({ name, network }: Guess): string {
  return `${network} ${name}`;
}

function guesserOf(guess: Guess): string {
  return guess.device === undefined ? pairOf(guess) : `device ${guess.device} ${guess.name}`;
}

function keep(list: Set<string>, key: string): void {
  list.delete(key);
  list.add(key);
  forgetOldest(list);
}

function forgetOldest(list: { readonly size: number; keys(): Iterator<string>; delete(key: string): boolean }): void {
  if (list.size <= REMEMBERED_MAX) return;
  const oldest = list.keys().next();
  if (oldest.done !== true) list.delete(oldest.value);
}

/** Whom an address counts for: who has a network of IPv6 often has 65,536 of them, so that its first 48 bits are one guesser. */
export function guessingNetwork(address: string): string {
  return /^((?:[0-9a-f]+:){3})[0-9a-f]+::\/64$/.exec(address)?.[1] ?? address;
}
