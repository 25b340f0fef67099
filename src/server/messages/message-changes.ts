import type { Clock } from "../../clock.ts";
import type { CustomData } from "../../protocol/custom-data.ts";
import type { FoundMessage } from "../../protocol/frames/message-lists.ts";
import { limits } from "../../protocol/limits.ts";
import type { MessageEvent, NewMention } from "../../protocol/messages.ts";
import type { Person } from "../../protocol/people.ts";
import { readReason } from "../reason.ts";
import type { MessageTarget, Page, Storage } from "../storage/storage.ts";
import { requireContent, requireData, storable } from "./content.ts";
import { knownEmoji } from "./emoji.ts";

/** A message, by its place. */
export interface Target {
  readonly conversationId: string;
  readonly seq: number;
}

type Edit = Target & {
  readonly text: string;
  readonly mentions?: readonly NewMention[] | undefined;
  readonly data?: CustomData | undefined;
};
type Reaction = Target & { readonly emoji: string };

/** What people do with messages after they were sent, and the lists that come of it. Each of them resolves when it is on disk. */
export class MessageChanges {
  readonly #storage: Storage;
  readonly #clock: Clock;

  constructor(storage: Storage, clock: Clock) {
    this.#storage = storage;
    this.#clock = clock;
  }

  /** Throws what `Messages.send` throws for content, and what `Storage.editMessage` throws. */
  async edit(author: Person, { text, mentions, data, ...target }: Edit): Promise<void> {
    requireContent(text, mentions);
    requireData(data);
    await this.#storage.editMessage({ ...this.#by(author, target), text: storable(text), mentions, data });
  }

  /** Throws `reason-invalid`, and what `Storage.deleteMessage` throws. */
  async delete(user: Person, { reason: raw, ...target }: Target & { readonly reason?: string | undefined }): Promise<void> {
    const reason = readReason(raw);
    await this.#storage.deleteMessage({ ...this.#by(user, target), ...(reason !== undefined && { reason }) });
  }

  /** Throws `emoji-invalid`, and what `Storage.react` throws. */
  async react(user: Person, { emoji, ...target }: Reaction): Promise<void> {
    await this.#storage.react({ ...this.#by(user, target), emoji: knownEmoji(emoji) });
  }

  async unreact(user: Person, { emoji, ...target }: Reaction): Promise<void> {
    await this.#storage.unreact({ ...this.#by(user, target), emoji: knownEmoji(emoji) });
  }

  pin(user: Person, target: Target): Promise<void> {
    return this.#storage.pin(this.#by(user, target));
  }

  unpin(user: Person, target: Target): Promise<void> {
    return this.#storage.unpin(this.#by(user, target));
  }

  pins(reader: Person, conversationId: string): Promise<readonly MessageEvent[]> {
    return this.#storage.listPins(conversationId, reader.id);
  }

  async reactors(reader: Person, { emoji, ...target }: Reaction, after: string | undefined): Promise<Page<Person>> {
    const reaction = { conversationId: target.conversationId, seq: target.seq, userId: reader.id, emoji: knownEmoji(emoji) };
    return await this.#storage.listReactors(reaction, { after, limit: limits.reactorsPerPageMax });
  }

  mentions(reader: Person, page: { after?: string | undefined; limit: number }): Promise<Page<FoundMessage>> {
    return this.#storage.listMentions(reader.id, page);
  }

  #by({ id }: Person, { conversationId, seq }: Target): MessageTarget {
    return { conversationId, seq, userId: id, at: this.#clock.now() };
  }
}
