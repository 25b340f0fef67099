import type { Clock } from "../clock.ts";
import { ShoalError } from "../protocol/errors.ts";

/**
 * One try of something that is tried again. A network that is gone does not say so: after a silence the try is given up, with `unavailable`. The
 * caller's signal ends it, too, with the signal's reason.
 */
export class Attempt {
  readonly #controller = new AbortController();
  readonly #clock: Clock;
  readonly #silenceMsMax: number;
  readonly #end: () => void;

  constructor(clock: Clock, silenceMsMax: number, signal: AbortSignal | undefined) {
    signal?.throwIfAborted();
    this.#clock = clock;
    this.#silenceMsMax = silenceMsMax;
    const abort = (): void => this.#controller.abort(signal?.reason);
    signal?.addEventListener("abort", abort);
    this.#end = () => signal?.removeEventListener("abort", abort);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** A step of it. Throws what the step throws. */
  async inTime<Result>(step: Promise<Result>): Promise<Result> {
    const cancel = this.#clock.after(this.#silenceMsMax, () =>
      this.#controller.abort(new ShoalError("unavailable", { message: "The server was silent for too long; try again." })),
    );
    try {
      return await step;
    } finally {
      cancel();
    }
  }

  /** Lets go of the caller's signal. */
  end(): void {
    this.#end();
  }
}
