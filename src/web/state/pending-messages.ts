import { type ReadonlySignal, signal } from "@preact/signals";
import type { OutboxEntry } from "../../client/index.ts";

/** The user's own message that is not part of the log yet. */
export interface PendingMessage extends Omit<OutboxEntry, "state"> {
  readonly state: OutboxEntry["state"] | "sent";
}

type MessageName = Pick<OutboxEntry, "conversationId" | "clientMessageId">;

/**
 * The outbox, and messages that have just left it: an acknowledged message stays visible as `sent` until it arrives as an event.
 */
export class PendingMessages {
  readonly #list = signal<readonly PendingMessage[]>([]);
  readonly #isLogged: (message: MessageName) => boolean;
  #outbox: readonly OutboxEntry[] = [];
  #sent: readonly PendingMessage[] = [];
  readonly #discarded = new Set<string>();

  /** `isLogged` tells whether the log holds a message, or will show it without our help. */
  constructor(isLogged: (message: MessageName) => boolean) {
    this.#isLogged = isLogged;
  }

  get list(): ReadonlySignal<readonly PendingMessage[]> {
    return this.#list;
  }

  /** The outbox as it is now. */
  update(outbox: readonly OutboxEntry[]): void {
    const waiting = new Set(outbox.map((entry) => entry.clientMessageId));
    const gone = this.#outbox.filter((entry) => !waiting.has(entry.clientMessageId));
    const sent = gone.filter((entry) => !this.#discarded.delete(entry.clientMessageId) && !this.#isLogged(entry));
    this.#outbox = outbox;
    this.#sent = [...this.#sent, ...sent.map((entry) => ({ ...entry, state: "sent" as const }))];
    this.#publish();
  }

  /** That entry will leave the outbox without having been sent. */
  discard(clientMessageId: string): void {
    this.#discarded.add(clientMessageId);
  }

  /** The log has been brought up to date. */
  settle(): void {
    const open = this.#sent.filter((message) => !this.#isLogged(message));
    if (open.length === this.#sent.length) return;
    this.#sent = open;
    this.#publish();
  }

  #publish(): void {
    this.#list.value = [...this.#sent, ...this.#outbox];
  }
}
