import { signal } from "@preact/signals";
import type { MessageEvent } from "../../client/index.ts";

interface Place {
  readonly conversationId: string;
  readonly seq: number;
}

/** What the user is about to do with a message: answer it, or edit it. */
export class Composing {
  /** The message that is being edited, in its row. */
  readonly editing = signal<Place | undefined>(undefined);
  /** By conversation, the message that the next one answers. */
  readonly answered = signal<ReadonlyMap<string, MessageEvent>>(new Map());

  answer(conversationId: string, message: MessageEvent): void {
    this.answered.value = new Map(this.answered.value).set(conversationId, message);
  }

  cancelAnswer(conversationId: string): void {
    const rest = new Map(this.answered.value);
    if (rest.delete(conversationId)) this.answered.value = rest;
  }

  edit(conversationId: string, seq: number): void {
    this.editing.value = { conversationId, seq };
  }

  endEdit(): void {
    this.editing.value = undefined;
  }
}
