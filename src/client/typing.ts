import type { Clock, MonotonicMs } from "../clock.ts";

/** Tells that the user is typing, and remembers when it did, by conversation [P23]. */
export class Typing {
  readonly #clock: Clock;
  readonly #transmit: (conversationId: string, isTyping: boolean) => void;
  readonly #toldAt = new Map<string, MonotonicMs>();

  constructor(clock: Clock, transmit: (conversationId: string, isTyping: boolean) => void) {
    this.#clock = clock;
    this.#transmit = transmit;
  }

  /** A key was pressed. Told once in `repeatMs`. */
  press(conversationId: string, repeatMs: number): void {
    const toldAt = this.#toldAt.get(conversationId);
    if (toldAt !== undefined && this.#clock.elapsedMs(toldAt) < repeatMs) return;
    this.#toldAt.set(conversationId, this.#clock.monotonicNow());
    this.#transmit(conversationId, true);
  }

  /** Takes back what was told, if it has not worn off by itself. */
  stop(conversationId: string): void {
    if (this.#toldAt.delete(conversationId)) this.#transmit(conversationId, false);
  }

  /** It wears off with the message. */
  sent(conversationId: string): void {
    this.#toldAt.delete(conversationId);
  }
}
