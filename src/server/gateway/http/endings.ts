import type { Clock, MonotonicMs } from "../../../clock.ts";
import { errorWithCloseCode, ShoalError } from "../../../protocol/errors.ts";
import { limits } from "../../../protocol/limits.ts";

/** How a connection ended. */
export interface Ending {
  readonly closeCode: number;
  readonly reason: string;
}

interface KeptEnding {
  readonly error: ShoalError;
  readonly endedAt: MonotonicMs;
}

const ENDINGS_MAX = 10_000;
const FAREWELL_MS = 500;
const FAREWELL_STEP_MS = 10;

/** How connections ended, for clients that were between two requests then: kept as long as a connection without a client. */
export class Endings {
  readonly #clock: Clock;
  /** By connection id, oldest first. */
  readonly #endings = new Map<string, KeptEnding>();
  /** Those that their clients were not told of. */
  readonly #untold = new Set<string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(connectionId: string, ending: Ending, isTold: boolean): void {
    this.#endings.set(connectionId, { error: errorOf(ending), endedAt: this.#clock.monotonicNow() });
    if (!isTold) this.#untold.add(connectionId);
    const [oldest] = this.#endings.keys();
    if (this.#endings.size > ENDINGS_MAX) this.forget(oldest);
  }

  /** Whoever knows the id may know how it ended: the session may have ended with it. */
  throwIfEnded(connectionId: string | undefined): void {
    const ending = connectionId === undefined ? undefined : this.#endings.get(connectionId);
    if (ending === undefined) return;
    if (connectionId !== undefined) this.#untold.delete(connectionId);
    throw ending.error;
  }

  /** The client does not want to know. */
  forget(connectionId: string | undefined): void {
    if (connectionId === undefined) return;
    this.#endings.delete(connectionId);
    this.#untold.delete(connectionId);
  }

  expire(): void {
    for (const [connectionId, { endedAt }] of this.#endings) {
      if (this.#clock.elapsedMs(endedAt) < limits.heartbeatTimeoutMs) return;
      this.forget(connectionId);
    }
  }

  /** Resolves when everybody was told, or soon. */
  async farewell(): Promise<void> {
    await new Promise(setImmediate); // what was said to those who are there leaves first
    for (let waitedMs = 0; waitedMs < FAREWELL_MS && this.#untold.size > 0; waitedMs += FAREWELL_STEP_MS) {
      await new Promise((resolve) => setTimeout(resolve, FAREWELL_STEP_MS));
    }
  }
}

export function errorOf({ closeCode }: Ending): ShoalError {
  return new ShoalError(errorWithCloseCode(closeCode) ?? "internal");
}
