import type { Clock, MonotonicMs } from "../../clock.ts";
import { ShoalError } from "../../protocol/errors.ts";

/** Why a session ended that others ended, or its user. */
export type EndReason = "signed-out" | "banned";

/** Longer than a greeting may take, and than a guest without a socket is kept. */
const KEPT_MS = 2 * 60 * 1000;
const KEPT_MAX = 100_000;

/** Sessions that ended a moment ago: what was checked before and is under way finds out here, and goes no further. */
export class EndedSessions {
  readonly #clock: Clock;
  /** The oldest first. */
  readonly #ended = new Map<string, { readonly reason: EndReason; readonly at: MonotonicMs }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Answers with the reason that holds: the first one. */
  add(sessionId: string, reason: EndReason): EndReason {
    for (const [id, { at }] of this.#ended) {
      if (this.#ended.size < KEPT_MAX && this.#clock.elapsedMs(at) < KEPT_MS) break;
      this.#ended.delete(id);
    }
    const ended = this.#ended.get(sessionId) ?? { reason, at: this.#clock.monotonicNow() };
    this.#ended.set(sessionId, ended);
    return ended.reason;
  }

  /** Throws `signed-out`, `banned`. */
  requireLive(sessionId: string): void {
    const ended = this.#ended.get(sessionId);
    if (ended !== undefined) throw new ShoalError(ended.reason);
  }
}
