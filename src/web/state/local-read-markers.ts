import { signal } from "@preact/signals";
import type { Conversation, ShoalClient } from "../../client/index.ts";

/** How far each conversation was read on this page; the server confirms it a moment later. */
export class LocalReadMarkers {
  readonly #client: Pick<ShoalClient, "on" | "markRead">;
  readonly #seqs = signal<ReadonlyMap<string, number>>(new Map());

  constructor(client: Pick<ShoalClient, "on" | "markRead">) {
    this.#client = client;
    client.on("gap", ({ logId, reason }) => {
      // Its seqs are those of other events now [P17].
      if (reason === "replaced") this.#forget(logId);
    });
  }

  /** Everything up to the head of the conversation was read. */
  coversAll({ id, head }: Conversation): boolean {
    return (this.#seqs.value.get(id) ?? -1) >= head;
  }

  /** Markers only go forward. */
  mark({ id, readSeq }: Conversation, seq: number): void {
    const seqs = this.#seqs.peek();
    if (seq <= Math.max(readSeq, seqs.get(id) ?? 0)) return;
    this.#seqs.value = new Map(seqs).set(id, seq);
    this.#client.markRead(id, seq);
  }

  #forget(conversationId: string): void {
    const rest = new Map(this.#seqs.peek());
    rest.delete(conversationId);
    this.#seqs.value = rest;
  }
}
