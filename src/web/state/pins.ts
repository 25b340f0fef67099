import { signal } from "@preact/signals";
import { isMessageChange, type MessageEvent, type ReceivedEvent, type ShoalClient } from "../../client/index.ts";
import { entriesNow } from "./people-now.ts";

/** The pinned messages of the shown conversation. */
export class Pins {
  /** In their present state, the newest pin first. */
  readonly messages = signal<readonly MessageEvent[]>([]);
  readonly #client: Pick<ShoalClient, "on" | "pins">;
  #shownId: string | undefined;

  constructor(client: Pick<ShoalClient, "on" | "pins">) {
    this.#client = client;
    client.on("welcome", () => this.#load());
    client.on("people", (people) => {
      this.messages.value = entriesNow(this.messages.value, people);
    });
    client.on("trimmed", ({ conversationId, floor }) => {
      if (conversationId === this.#shownId && this.messages.value.some(({ seq }) => seq <= floor)) this.#load();
    });
    client.on("event", ({ conversationId, event }) => {
      if (conversationId === this.#shownId && this.#isChangedBy(event)) this.#load();
    });
  }

  has(seq: number): boolean {
    return this.messages.value.some((message) => message.seq === seq);
  }

  show(conversationId: string): void {
    if (conversationId === this.#shownId) return;
    this.#shownId = conversationId;
    this.messages.value = [];
    this.#load();
  }

  #isChangedBy(event: ReceivedEvent): boolean {
    if (event.type === "pin" || event.type === "unpin") return true;
    return event.type !== "unknown" && isMessageChange(event) && this.has(event.target);
  }

  #load(): void {
    const conversationId = this.#shownId;
    if (conversationId === undefined) return;
    this.#client
      .pins(conversationId)
      .then(({ messages }) => {
        if (conversationId === this.#shownId) this.messages.value = messages;
      })
      .catch(() => {
        // The connection line tells why, and the next welcome asks again. An older server has no pins.
      });
  }
}
