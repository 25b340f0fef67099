import type { Clock } from "../../clock.ts";
import { ShoalError } from "../../protocol/errors.ts";

/** The same for each, so that those who came one after another do not come back together. */
const HELD_MS = 1_000;
/** Beyond so many at once a refusal is immediate: each that is held has its socket, and a body that may have come. */
const HELD_MAX = 1_000;

/**
 * Holds back refusals with `rate-limited`. A client that asks again as soon as it is answered is slowed down by what it is answered,
 * and costs little meanwhile; one that waits as long as it is told loses nothing [P93e].
 */
export class LateRefusals {
  readonly #clock: Clock;
  #heldCount = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The error to answer with, after a second; every other error at once. */
  async due(error: ShoalError): Promise<ShoalError> {
    const { code, message, retryAfterMs } = error;
    if (code !== "rate-limited" || retryAfterMs === undefined || this.#heldCount >= HELD_MAX) return error;
    this.#heldCount += 1;
    await new Promise<void>((resolve) => this.#clock.after(HELD_MS, resolve));
    this.#heldCount -= 1;
    return new ShoalError(code, { message, retryAfterMs: Math.max(1, retryAfterMs - HELD_MS) });
  }
}
