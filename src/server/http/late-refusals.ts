import { type Clock, systemClock } from "../../clock.ts";
import { ShoalError } from "../../protocol/errors.ts";
import type { Load } from "../limits/load.ts";

/** The same for each, so that those who came one after another do not come back together. */
const HELD_MS = 1_000;
/** Beyond so many at once a refusal is immediate: each that is held has its socket, and a body that may have come. */
const HELD_MAX = 1_000;

/**
 * Holds back what an address is refused for its load. A client that asks again as soon as it is answered is slowed down by what it is
 * answered, and costs little meanwhile; one that waits as long as it is told loses little [P93e].
 */
export class LateRefusals {
  readonly #load: Pick<Load, "isRequestRefusal">;
  readonly #clock: Clock;
  #heldCount = 0;

  constructor(load: Pick<Load, "isRequestRefusal">, clock: Clock = systemClock) {
    this.#load = load;
    this.#clock = clock;
  }

  /** The error to answer with, after a second; every other error at once. */
  async due(error: ShoalError): Promise<ShoalError> {
    const { code, message, retryAfterMs } = error;
    if (!this.#load.isRequestRefusal(error) || retryAfterMs === undefined || this.#heldCount >= HELD_MAX) return error;
    this.#heldCount += 1;
    await new Promise<void>((resolve) => this.#clock.after(HELD_MS, resolve));
    this.#heldCount -= 1;
    return new ShoalError(code, { message, retryAfterMs: Math.max(1, retryAfterMs - HELD_MS) });
  }
}
