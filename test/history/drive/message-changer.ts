import type { SeededRandom } from "../../support/random.ts";
import type { ChangeKind } from "../adapter.ts";
import { newMarker } from "../record/marker.ts";
import type { Chat } from "./community.ts";
import type { RecordedClient } from "./recorded-client.ts";

/** Messages of all chats that may be changed; the older ones are left in peace, and pages have changed and unchanged ones. */
const RECENT_MESSAGES_MAX = 300;
/** A client does not ask for more changes ahead of their answers. */
const PENDING_CHANGES_MAX = 5;
const EMOJI = ["👍", "🐟", "🌊", "❤️"];

/** A stored message, at its place in that past. */
interface RecentMessage {
  readonly chat: Chat;
  readonly messageId: string;
  readonly seq: number;
  readonly epoch: string;
  readonly userId: string;
}

export interface MessageChangerParts {
  readonly clients: readonly RecordedClient[];
  readonly random: SeededRandom;
  readonly newMessageId: (author: string) => string;
}

/** What users do to messages: they edit and delete their own, react, reply and send files. Deleted messages are tried again. */
export class MessageChanger {
  readonly #clients: readonly RecordedClient[];
  readonly #random: SeededRandom;
  readonly #newMessageId: (author: string) => string;
  readonly #recent: RecentMessage[] = [];
  readonly #uploads = new Set<Promise<void>>();
  #changeCount = 0;

  constructor({ clients, random, newMessageId }: MessageChangerParts) {
    this.#clients = clients;
    this.#random = random;
    this.#newMessageId = newMessageId;
  }

  /** The client was acknowledged a message, which may be changed from now on. */
  note(client: RecordedClient, chat: Chat, messageId: string, seq: number): void {
    this.#recent.push({ chat, messageId, seq, epoch: client.epoch, userId: client.account.userId });
    if (this.#recent.length > RECENT_MESSAGES_MAX) this.#recent.shift();
  }

  /** One act of a user: in that chat, or on a recent message of any of theirs. Does not wait for its answer. */
  act(client: RecordedClient, chat: Chat): void {
    // What is asked without a connection waits for one, which may be to another past, where the place is another message's.
    if (!client.isLive || client.pendingChanges >= PENDING_CHANGES_MAX) return;
    const dice = this.#random.next();
    if (dice < 0.35) this.#edit(client);
    else if (dice < 0.5) this.#delete(client);
    else if (dice < 0.8) this.#react(client);
    else if (dice < 0.94) this.#reply(client);
    else this.#sendFile(client, chat);
  }

  /** Resolves when no upload is on its way. */
  async settle(): Promise<void> {
    await Promise.all(this.#uploads);
  }

  /** Sometimes on both devices of the user at once. */
  #edit(client: RecordedClient): void {
    const message = this.#pick(client, (recent) => recent.userId === client.account.userId);
    if (message === undefined) return;
    const other = this.#clients.find((each) => each !== client && each.account.userId === client.account.userId);
    const editors = other?.isLive && other.epoch === client.epoch && this.#random.chance(0.5) ? [client, other] : [client];
    for (const editor of editors) {
      const text = `${message.messageId} ${newMarker(this.#random)} edited`;
      this.#change(editor, message, "edit", { text });
    }
  }

  #delete(client: RecordedClient): void {
    const message = this.#pick(client, (recent) => recent.userId === client.account.userId);
    if (message === undefined) return;
    this.#change(client, message, "delete", {});
    if (this.#random.chance(0.3)) {
      this.#change(client, message, "edit", { text: `${message.messageId} ${newMarker(this.#random)} too late` });
    }
  }

  #react(client: RecordedClient): void {
    const message = this.#pick(client, () => true);
    if (message === undefined) return;
    this.#change(client, message, this.#random.chance(0.7) ? "react" : "unreact", { emoji: this.#random.pick(EMOJI) });
  }

  #reply(client: RecordedClient): void {
    const message = this.#pick(client, () => true);
    if (message !== undefined) this.#send(client, message.chat, { replyTo: message.seq });
  }

  #sendFile(client: RecordedClient, chat: Chat): void {
    const upload = client
      .upload(`${newMarker(this.#random)} in a file`)
      .then((file) => file && this.#send(client, chat, { file }))
      .catch((error: unknown) => console.error(`${client.name} cannot upload:`, error))
      .finally(() => this.#uploads.delete(upload));
    this.#uploads.add(upload);
  }

  #send(client: RecordedClient, chat: Chat, enclosure: Parameters<RecordedClient["send"]>[3]): void {
    const messageId = this.#newMessageId(client.name);
    client.send(chat.id, messageId, newMarker(this.#random), enclosure).then(
      (seq) => seq !== undefined && this.note(client, chat, messageId, seq),
      (error: unknown) => console.error(`${client.name} cannot send:`, error),
    );
  }

  #change(
    client: RecordedClient,
    { chat, messageId, seq }: RecentMessage,
    change: ChangeKind,
    more: { readonly text?: string; readonly emoji?: string },
  ): void {
    this.#changeCount += 1;
    client.change(chat.id, `change-${this.#changeCount}`, messageId, { change, seq, ...more }).catch((error: unknown) => {
      console.error(`${client.name} cannot change ${messageId}:`, error);
    });
  }

  #pick(client: RecordedClient, mayBe: (message: RecentMessage) => boolean): RecentMessage | undefined {
    const { userId } = client.account;
    const possible = this.#recent.filter(
      (message) => message.epoch === client.epoch && message.chat.memberIds.has(userId) && mayBe(message),
    );
    return possible.length === 0 ? undefined : this.#random.pick(possible);
  }
}
