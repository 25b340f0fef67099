import type { Sent } from "../../protocol/frames/send.ts";
import type { OutboxEntry } from "../outbox-store.ts";

/** The user's own message that is not part of the log yet. */
export interface OutgoingMessage extends Omit<OutboxEntry, "state"> {
  /** `sent` is on the server's disk, and its event is on its way; `failed` stays until `retry` or `discard`. */
  readonly state: OutboxEntry["state"] | "sent";
}

/**
 * The outbox of one conversation, and messages that have just left it: an acknowledged message stays visible as `sent` until it arrives as an
 * event.
 */
export class OutgoingMessages {
  readonly #conversationId: string;
  #outbox: readonly OutboxEntry[] = [];
  #sent: readonly (OutgoingMessage & { readonly seq: number })[] = [];
  #list: readonly OutgoingMessage[] = [];

  constructor(conversationId: string) {
    this.#conversationId = conversationId;
  }

  /** In the order in which they were written. Never changed in place. */
  get list(): readonly OutgoingMessage[] {
    return this.#list;
  }

  get isEmpty(): boolean {
    return this.#sent.length === 0 && this.#outbox.length === 0;
  }

  /** The outbox as it is now. `settle` follows. */
  update(outbox: readonly OutboxEntry[]): void {
    this.#outbox = outbox.filter(({ conversationId }) => conversationId === this.#conversationId);
  }

  /** It leaves the outbox in a moment. `settle` follows. */
  sent({ conversationId, clientMessageId, seq }: Sent): void {
    const entry = this.#outbox.find((each) => each.clientMessageId === clientMessageId);
    if (conversationId !== this.#conversationId || entry === undefined) return;
    this.#outbox = this.#outbox.filter((each) => each !== entry);
    this.#sent = [...this.#sent, { ...entry, state: "sent", seq }];
  }

  /** Leaves out what the log shows, or will show without help. */
  settle(isLogged: (message: { readonly seq: number | undefined; readonly clientMessageId: string }) => boolean): void {
    this.#sent = this.#sent.filter((message) => !isLogged(message));
    this.#publish((message) => isLogged({ seq: undefined, clientMessageId: message.clientMessageId }));
  }

  #publish(isLogged: (message: OutgoingMessage) => boolean = () => false): void {
    const next: readonly OutgoingMessage[] = [...this.#sent, ...this.#outbox.filter((message) => !isLogged(message))];
    const isSame = next.length === this.#list.length && next.every((message, index) => message === this.#list[index]);
    if (!isSame) this.#list = next;
  }
}
