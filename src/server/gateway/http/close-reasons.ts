import type { Clock, MonotonicMs } from "../../../clock.ts";
import { errorWithCloseCode, ShoalError } from "../../../protocol/errors.ts";
import { limits } from "../../../protocol/limits.ts";

/** How a connection ended. */
export interface CloseReason {
  readonly closeCode: number;
  readonly reason: string;
}

interface KeptCloseReason {
  readonly error: ShoalError;
  readonly endedAt: MonotonicMs;
}

const CLOSE_REASONS_MAX = 10_000;
const FAREWELL_MS = 500;
const FAREWELL_STEP_MS = 10;

/** How connections ended, for clients that were between two requests then: kept as long as a connection without a client. */
export class CloseReasons {
  readonly #clock: Clock;
  /** By connection id, oldest first. */
  readonly #closeReasons = new Map<string, KeptCloseReason>();
  /** Those that their clients were not told of. */
  readonly #untold = new Set<string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(connectionId: string, ending: CloseReason, isTold: boolean): void {
    this.#closeReasons.set(connectionId, { error: errorOf(ending), endedAt: this.#clock.monotonicNow() });
    if (!isTold) this.#untold.add(connectionId);
    const [oldest] = this.#closeReasons.keys();
    if (this.#closeReasons.size > CLOSE_REASONS_MAX) this.forget(oldest);
  }

  /** The id is proof enough: the session may have ended with the connection. */
  throwIfEnded(connectionId: string | undefined): void {
    const ending = connectionId === undefined ? undefined : this.#closeReasons.get(connectionId);
    if (ending === undefined) return;
    if (connectionId !== undefined) this.#untold.delete(connectionId);
    throw ending.error;
  }

  /** The client does not want to know. */
  forget(connectionId: string | undefined): void {
    if (connectionId === undefined) return;
    this.#closeReasons.delete(connectionId);
    this.#untold.delete(connectionId);
  }

  expire(): void {
    for (const [connectionId, { endedAt }] of this.#closeReasons) {
      if (this.#clock.elapsedMs(endedAt) < limits.heartbeatTimeoutMs) return;
      this.forget(connectionId);
    }
  }

  /** Resolves when everybody was told, or soon. */
  async farewell(): Promise<void> {
    await new Promise(setImmediate); // frames to connected clients leave first
    for (let waitedMs = 0; waitedMs < FAREWELL_MS && this.#untold.size > 0; waitedMs += FAREWELL_STEP_MS) {
      await new Promise((resolve) => setTimeout(resolve, FAREWELL_STEP_MS));
    }
  }
}

export function errorOf({ closeCode }: CloseReason): ShoalError {
  return new ShoalError(errorWithCloseCode(closeCode) ?? "internal");
}
