import type { Clock } from "../clock.ts";

/** Tells that the user is typing, and remembers when it did, by conversation [P23]. */
export class Typing {
  readonly #clock: Clock;
  readonly #transmit: (conversationId: string) => void;
  readonly #toldAt = new Map<string, number>();

  constructor(clock: Clock, transmit: (conversationId: string) => void) {
    this.#clock = clock;
    this.#transmit = transmit;
  }

  /** A key was pressed. Told once in `repeatMs`. */
  press(conversationId: string, repeatMs: number): void {
    const now = this.#clock.now();
    if (now - (this.#toldAt.get(conversationId) ?? Number.NEGATIVE_INFINITY) < repeatMs) return;
    this.#toldAt.set(conversationId, now);
    this.#transmit(conversationId);
  }

  /** It wears off with the message. */
  sent(conversationId: string): void {
    this.#toldAt.delete(conversationId);
  }
}
