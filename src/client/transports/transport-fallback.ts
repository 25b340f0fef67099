import type { Transport } from "./transport.ts";

/** A better transport is tried this long after a lesser one carried the connection; twice as long after each failure … */
export const BETTER_AFTER_MIN_MS = 30_000;
/** … up to this. */
export const BETTER_AFTER_MAX_MS = 10 * 60_000;
/** A transport that has worked for this client has to fail this often in a row before the next one is tried. */
export const PROVEN_FAILURES_MAX = 2;
/** A connection that is cut sooner than this had a short life … */
export const SHORT_LIFE_MS = 60_000;
/** … and after so many of them in a row something on the way is to blame, and the next transport is tried. */
export const SHORT_LIVES_MAX = 3;

/** The transports of one client, the best first: which to dial, which after a failure, and which are worth another try. */
export class TransportFallback {
  #transports: readonly Transport[];
  #current: Transport;
  readonly #proven = new Set<Transport>();
  #failuresOfCurrent = 0;
  #failuresOfRound = 0;
  #shortLives = 0;
  /** Grows with every transport that was welcomed and then failed. */
  #betterAfterMinMs = BETTER_AFTER_MIN_MS;
  #betterAfterMs = BETTER_AFTER_MIN_MS;

  constructor(transports: readonly Transport[]) {
    this.#transports = transports;
    this.#current = bestOf(transports);
  }

  /** The one to dial, or the one that carries the connection. */
  get current(): Transport {
    return this.#current;
  }

  /** Those that are worth a try while another one carries the connection. */
  get better(): readonly Transport[] {
    const place = this.#transports.indexOf(this.#current);
    return place === -1 ? this.#transports : this.#transports.slice(0, place);
  }

  /** When they are. */
  get betterAfterMs(): number {
    return this.#betterAfterMs;
  }

  /** Other transports from now on. The one that carries the connection goes on until one of them does. */
  replace(transports: readonly Transport[]): void {
    const same = transports.find(({ name }) => name === this.#current.name);
    if (same !== undefined) this.#current = same;
    this.#transports = transports;
    this.#failuresOfRound = 0;
    this.#betterAfterMinMs = BETTER_AFTER_MIN_MS;
    this.#betterAfterMs = BETTER_AFTER_MIN_MS;
  }

  /** It was welcomed. */
  worked(transport: Transport): void {
    if (transport !== this.#current) {
      this.#betterAfterMs = this.#betterAfterMinMs;
      this.#shortLives = 0;
    }
    this.#current = transport;
    this.#proven.add(transport);
    this.#failuresOfCurrent = 0;
    this.#failuresOfRound = 0;
  }

  /** None of the better ones was welcomed. */
  betterFailed(): void {
    this.#betterAfterMs = Math.min(BETTER_AFTER_MAX_MS, 2 * this.#betterAfterMs);
  }

  /** The current one was welcomed, and ended without a reason. Returns whether to dial another one at once. */
  wasCut(lifeMs: number): boolean {
    if (lifeMs >= SHORT_LIFE_MS) {
      this.#shortLives = 0;
      this.#betterAfterMinMs = BETTER_AFTER_MIN_MS;
      return false;
    }
    this.#shortLives += 1;
    return this.#shortLives === SHORT_LIVES_MAX && this.#disappointed();
  }

  /** The current one was not welcomed, or fell silent. Returns whether to dial another one at once. */
  failed({ isSilent = false } = {}): boolean {
    this.#failuresOfCurrent += 1;
    const isTolerated = this.#proven.has(this.#current) && this.#failuresOfCurrent < PROVEN_FAILURES_MAX && !isSilent;
    if (isTolerated && this.#transports.includes(this.#current)) return false;
    return isSilent ? this.#disappointed() : this.#next();
  }

  /** The one to dial is one of the present ones. */
  settle(): void {
    if (!this.#transports.includes(this.#current)) this.#current = bestOf(this.#transports);
  }

  #disappointed(): boolean {
    this.#betterAfterMinMs = Math.min(BETTER_AFTER_MAX_MS, 2 * this.#betterAfterMinMs);
    this.#betterAfterMs = this.#betterAfterMinMs;
    return this.#next();
  }

  #next(): boolean {
    this.#shortLives = 0;
    this.#failuresOfCurrent = 0;
    this.#failuresOfRound += 1;
    this.#current = this.#transports[this.#transports.indexOf(this.#current) + 1] ?? bestOf(this.#transports);
    if (this.#failuresOfRound < this.#transports.length) return true;
    this.#failuresOfRound = 0;
    return false;
  }
}

function bestOf(transports: readonly Transport[]): Transport {
  const [best] = transports;
  if (best === undefined) throw new Error("This runtime has neither WebSocket nor fetch: hand one over as an option.");
  return best;
}
