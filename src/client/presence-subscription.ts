import { ShoalError } from "../protocol/errors.ts";
import type { Watched } from "../protocol/frames/presence.ts";
import type { SignalOptions } from "./shoal-client-options.ts";

/** Watches presence and typing in one conversation at a time, and again after a reconnect [P22a]. */
export class PresenceSubscription {
  readonly #ask: (conversationId: string, options?: SignalOptions) => Promise<Watched>;
  #conversationId: string | undefined;
  /** Requests that wait for their answer, or for a connection. */
  #askCount = 0;

  constructor(ask: (conversationId: string, options?: SignalOptions) => Promise<Watched>) {
    this.#ask = ask;
  }

  get conversationId(): string | undefined {
    return this.#conversationId;
  }

  is(conversationId: string): boolean {
    return conversationId === this.#conversationId;
  }

  /** Instead of where it watched before. Given up when the server refuses it for good. */
  async watch(conversationId: string, options?: SignalOptions): Promise<Watched> {
    this.#conversationId = conversationId;
    this.#askCount += 1;
    try {
      return await this.#ask(conversationId, options);
    } catch (error) {
      const isFinal = error instanceof ShoalError && !error.isRetryable;
      if (isFinal && this.is(conversationId)) this.#conversationId = undefined;
      throw error;
    } finally {
      this.#askCount -= 1;
    }
  }

  /** Whether it watched anything. */
  stop(): boolean {
    const hasWatched = this.#conversationId !== undefined;
    this.#conversationId = undefined;
    return hasWatched;
  }

  /** A departed member no longer watches. */
  keepTo(conversations: ReadonlyMap<string, unknown>): void {
    if (this.#conversationId !== undefined && !conversations.has(this.#conversationId)) this.#conversationId = undefined;
  }

  /** On a connection that knows nothing of it. */
  again(conversations: ReadonlyMap<string, unknown>): void {
    if (this.#askCount > 0) return;
    this.keepTo(conversations);
    if (this.#conversationId !== undefined) this.watch(this.#conversationId).catch(() => {}); // `watched` tells
  }
}
