import type { Clock, MonotonicMs } from "../clock.ts";
import type { Log } from "./log.ts";
import type { Storage } from "./storage/storage.ts";

interface ReadinessDependencies {
  readonly storage: Pick<Storage, "probe">;
  readonly clock: Clock;
  readonly log: Log;
}

interface Probe {
  readonly begunAt: MonotonicMs;
  /** Why nothing can be stored; undefined when it can. */
  readonly reason: Promise<string | undefined>;
  isRunning: boolean;
}

/** Who asks more often gets the same answer: a stranger does not set the pace at which the server writes. */
export const PROBE_INTERVAL_MS = 1_000;
/** A disk that hangs must not hold up the answer. */
export const PROBE_WAIT_MS = 2_000;

/** Whether the server does its work now: it takes requests, and the disk takes what is written. */
export class Readiness {
  readonly #parts: ReadinessDependencies;
  #probe: Probe | undefined;
  #isStopping = false;

  constructor(parts: ReadinessDependencies) {
    this.#parts = parts;
  }

  /** From now on it is not ready. */
  stop(): void {
    this.#isStopping = true;
  }

  /** Why it is not ready; undefined when it is. All who ask within a second share one write to the disk. */
  async reason(): Promise<string | undefined> {
    if (this.#isStopping) return "the server is stopping";
    this.#probe = this.#isDue() ? this.#begin() : this.#probe;
    const reason = await this.#probe?.reason;
    return this.#isStopping ? "the server is stopping" : reason;
  }

  #isDue(): boolean {
    if (this.#probe === undefined) return true;
    return !this.#probe.isRunning && this.#parts.clock.elapsedMs(this.#probe.begunAt) >= PROBE_INTERVAL_MS;
  }

  #begin(): Probe {
    const { storage, clock } = this.#parts;
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    const probe = { begunAt: clock.monotonicNow(), reason: promise, isRunning: true };
    const cancel = clock.after(PROBE_WAIT_MS, () => resolve("the storage does not answer"));
    storage
      .probe()
      .then(
        () => undefined,
        (error: unknown) => {
          this.#parts.log.debug?.("the storage takes no writes", { reason: String(error) });
          return "nothing can be stored";
        },
      )
      .then((reason) => {
        probe.isRunning = false;
        cancel();
        resolve(reason);
      })
      .catch(() => {}); // both ways are handled above
    return probe;
  }
}
