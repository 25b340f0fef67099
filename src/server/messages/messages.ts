import type { Clock } from "../../clock.ts";
import { type CustomData, isEmptyData } from "../../protocol/custom-data.ts";
import type { ConversationEvent } from "../../protocol/events.ts";
import type { NewMention } from "../../protocol/messages.ts";
import type { Person } from "../../protocol/people.ts";
import type { LogPage, LogRange, Page, SearchHit, SearchRequest, Storage, StoredMessage } from "../storage/storage.ts";
import { requireContent, requireData, storable } from "./content.ts";

interface Draft {
  readonly conversationId: string;
  readonly clientMessageId: string;
  readonly text: string;
  readonly mentions?: readonly NewMention[] | undefined;
  readonly replyTo?: number | undefined;
  readonly files?: readonly string[] | undefined;
  readonly data?: CustomData | undefined;
}

/** What people write, and how far they have read. */
export class Messages {
  readonly #storage: Storage;
  readonly #clock: Clock;

  constructor(storage: Storage, clock: Clock) {
    this.#storage = storage;
    this.#clock = clock;
  }

  /**
   * Resolves when the message is on disk [P11].
   * Throws `message-empty`, `message-too-large`, `mention-invalid`, `data-too-large`, `conflict`, `not-found`, `not-allowed`, `file-not-found`.
   */
  send(author: Person, { conversationId, clientMessageId, text, mentions, replyTo, files, data }: Draft): Promise<StoredMessage> {
    requireContent(text, mentions, files !== undefined);
    requireData(data);
    return this.#storage.appendMessage({
      ...{ conversationId, userId: author.id, clientMessageId, text: storable(text), at: this.#clock.now() },
      ...(mentions && mentions.length > 0 && { mentions }),
      ...(replyTo !== undefined && { replyTo }),
      ...(files !== undefined && { files }),
      ...(data !== undefined && !isEmptyData(data) && { data }),
    });
  }

  history(reader: Person, conversationId: string, range: LogRange): Promise<LogPage<ConversationEvent>> {
    return this.#storage.readHistory(conversationId, reader.id, range);
  }

  search(reader: Person, request: Omit<SearchRequest, "userId">): Promise<Page<SearchHit>> {
    return this.#storage.search({ ...request, userId: reader.id });
  }

  markRead(reader: Person, conversationId: string, seq: number): Promise<void> {
    return this.#storage.markRead(conversationId, reader.id, seq, this.#clock.now());
  }

  shareReads(reader: Person, isShared: boolean): Promise<void> {
    return this.#storage.shareReads(reader.id, isShared, this.#clock.now());
  }

  readAll(reader: Person): Promise<void> {
    return this.#storage.readAll(reader.id, this.#clock.now());
  }
}
