import type { Clock } from "../clock.ts";

/** When it was told last that the user is typing, by conversation [P23]. */
export class Typing {
  readonly #clock: Clock;
  readonly #toldAt = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether it is to be told again, once in `repeatMs`. It counts as told then. */
  isDue(conversationId: string, repeatMs: number): boolean {
    const now = this.#clock.now();
    if (now - (this.#toldAt.get(conversationId) ?? Number.NEGATIVE_INFINITY) < repeatMs) return false;
    this.#toldAt.set(conversationId, now);
    return true;
  }

  /** It wears off with the message. */
  sent(conversationId: string): void {
    this.#toldAt.delete(conversationId);
  }
}
