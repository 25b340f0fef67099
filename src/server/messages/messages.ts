import type { Clock } from "../../clock.ts";
import { ShoalError } from "../../protocol/errors.ts";
import type { ConversationEvent } from "../../protocol/events.ts";
import { limits } from "../../protocol/limits.ts";
import type { Person } from "../../protocol/people.ts";
import type { LogPage, LogRange, Storage, StoredMessage } from "../storage/storage.ts";

interface Draft {
  readonly conversationId: string;
  readonly clientMessageId: string;
  readonly text: string;
}

const somethingVisible = /[^\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u;

/** What people write, and how far they have read. */
export class Messages {
  readonly #storage: Storage;
  readonly #clock: Clock;

  constructor(storage: Storage, clock: Clock) {
    this.#storage = storage;
    this.#clock = clock;
  }

  /** Resolves when the message is on disk [P11]. Throws `message-empty`, `message-too-large`, `conflict`, `not-found`. */
  send(author: Person, { conversationId, clientMessageId, text }: Draft): Promise<StoredMessage> {
    if (!somethingVisible.test(text)) throw new ShoalError("message-empty");
    if (Buffer.byteLength(text) > limits.messageBytesMax) throw new ShoalError("message-too-large");
    const at = this.#clock.now();
    return this.#storage.appendMessage({
      conversationId,
      userId: author.id,
      clientMessageId,
      // A lone surrogate would not come back from disk as it went in.
      text: text.isWellFormed() ? text : text.toWellFormed(),
      at,
    });
  }

  history(reader: Person, conversationId: string, range: LogRange): Promise<LogPage<ConversationEvent>> {
    return this.#storage.readHistory(conversationId, reader.id, range);
  }

  markRead(reader: Person, conversationId: string, seq: number): Promise<void> {
    return this.#storage.markRead(conversationId, reader.id, seq, this.#clock.now());
  }
}
