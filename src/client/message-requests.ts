import type { HistoryPage } from "../protocol/frames/history.ts";
import type { MentionList, PinList, ReactorList, SearchResults } from "../protocol/frames/message-lists.ts";
import { limits } from "../protocol/limits.ts";
import type { MessageEvent } from "../protocol/messages.ts";
import type { ClientParts } from "./client-parts.ts";
import { ClientState } from "./client-state.ts";
import { iterateMessages } from "./messages/iterate-messages.ts";
import type { ReasonOption } from "./moderation.ts";
import { editMessage } from "./send-message.ts";
import type {
  AfterQuery,
  EditOptions,
  HistoryRange,
  MessagesOptions,
  SearchOptions,
  SignalOptions,
} from "./shoal-client-options.ts";
import { openTimeline } from "./timeline/open-timeline.ts";
import type { Timeline, TimelineOptions } from "./timeline/timeline.ts";

/** What a user does with messages that are in a log, and how they are read. Made as a `ShoalClient`. */
export abstract class MessageRequests extends ClientState {
  readonly #parts: ClientParts;

  /** @internal */
  constructor(parts: ClientParts) {
    super(parts);
    this.#parts = parts;
  }

  /**
   * Every message of a conversation after a place in its log: in order, without holes and once each, over any number of lost connections. First
   * those that are in the log already, then those that come.
   *
   * A slow consumer loses nothing: up to 1,000 live events wait in memory; of more, it reads the log itself, at its own pace. What is read from
   * the log is in its present state: an edited message has its present text, and a deleted one `isDeleted`.
   *
   * Ends when the loop is left, when the user is no longer a member, and when `close` is called. Throws `not-found` unless the user is a
   * member, the signal's reason, and the error that closed the client for good. When the operator went back to an earlier state of the server
   * (`gap` with `replaced`), it goes on with what comes after that state.
   * @example
   * for await (const message of client.messages(LOBBY_ID, { after: lastSeq, signal })) {
   *   await handle(message);
   *   await save(message.seq); // where to go on after a restart
   * }
   */
  messages(conversationId: string, options: MessagesOptions = {}): AsyncGenerator<MessageEvent, void> {
    return iterateMessages(this.#parts, conversationId, options);
  }

  /**
   * A window on a conversation that stays up to date: history, live events, edits, reactions, and own messages on their way, merged.
   * @example
   * const timeline = client.timeline("lobby");
   * timeline.onChange(() => render(timeline.entries, timeline.outgoing));
   * await timeline.loadNewest();
   */
  timeline(conversationId: string, options: TimelineOptions = {}): Timeline {
    return openTimeline(this.#parts, conversationId, options);
  }

  /**
   * A page of the past, ascending. Nothing is kept before `floor + 1`; nothing was there after `head`.
   * @example const { events, head } = await client.history("lobby", { before: oldestSeq, limit: 100 });
   */
  history(conversationId: string, { signal, ...range }: HistoryRange = {}): Promise<HistoryPage> {
    return this.#parts.requests.ask("history", { conversationId, ...range }, { signal });
  }

  /**
   * Replaces the text of the user's own message, and its `data` where that is given; `{}` takes the data away. Rejects with `not-found`, `not-allowed` (another author's), `message-deleted`, and what
   * `send` rejects with for its text.
   * @example
   * const { seq } = await client.send("lobby", "The exam is on Fryday.");
   * await client.edit("lobby", seq, "The exam is on Friday.");
   */
  edit(conversationId: string, seq: number, text: string, { signal, ...options }: EditOptions = {}): Promise<void> {
    return editMessage(this.#parts, { ...options, conversationId, seq, text }, this.limits ?? limits, { signal });
  }

  /**
   * Deletes a message for good: the user's own, or any in a room that they moderate. Rejects with `not-found` and `not-allowed`.
   * @example await client.delete(room.id, message.seq, { reason: "spam" });
   */
  async delete(conversationId: string, seq: number, { signal, ...reason }: ReasonOption = {}): Promise<void> {
    await this.#parts.requests.ask("delete", { conversationId, seq, ...reason }, { signal });
  }

  /**
   * Reacts with one emoji. Rejects with `not-found`, `message-deleted`, `emoji-invalid`, `too-many-reactions`.
   * @example await client.react(conversationId, message.seq, "👍");
   */
  async react(conversationId: string, seq: number, emoji: string, options: SignalOptions = {}): Promise<void> {
    await this.#parts.requests.ask("react", { conversationId, seq, emoji }, options);
  }

  /**
   * Takes a reaction of the user back. Rejects with `not-found`.
   * @example await client.unreact(conversationId, message.seq, "👍");
   */
  async unreact(conversationId: string, seq: number, emoji: string, options: SignalOptions = {}): Promise<void> {
    await this.#parts.requests.ask("unreact", { conversationId, seq, emoji }, options);
  }

  /**
   * Who reacted with an emoji, in that order; `next` is there when more follow.
   * @example const { people } = await client.reactors(conversationId, message.seq, "👍");
   */
  reactors(conversationId: string, seq: number, emoji: string, { signal, ...page }: AfterQuery = {}): Promise<ReactorList> {
    return this.#parts.requests.ask("reactors", { conversationId, seq, emoji, ...page }, { signal });
  }

  /**
   * Pins a message. Rejects with `not-found`, `message-deleted`, `too-many-pins`.
   * @example await client.pin(conversationId, message.seq);
   */
  async pin(conversationId: string, seq: number, options: SignalOptions = {}): Promise<void> {
    await this.#parts.requests.ask("pin", { conversationId, seq }, options);
  }

  /**
   * Unpins a message. Rejects with `not-found`.
   * @example await client.unpin(conversationId, message.seq);
   */
  async unpin(conversationId: string, seq: number, options: SignalOptions = {}): Promise<void> {
    await this.#parts.requests.ask("unpin", { conversationId, seq }, options);
  }

  /**
   * The pinned messages, the newest pin first. `event` tells of changes: `pin`, `unpin`, and `delete`.
   * @example const { messages } = await client.pins("lobby");
   */
  pins(conversationId: string, options: SignalOptions = {}): Promise<PinList> {
    return this.#parts.requests.ask("pins", { conversationId }, options);
  }

  /**
   * Messages of others that mention the user, in all conversations, the newest first; `next` is there when more follow.
   * @example const { messages, next } = await client.mentions();
   */
  mentions({ signal, ...page }: AfterQuery = {}): Promise<MentionList> {
    return this.#parts.requests.ask("mentions", page, { signal });
  }

  /**
   * Messages that match, the newest first: words and beginnings of words, any part of Chinese, Japanese and Korean text, `"phrases"`, `-word`,
   * `from:NAME`, `in:ROOM`, `before:2026-01-31`, `after:2026-01`, `has:link`, `has:file`, `has:image`. A message is found about a second after it was sent.
   * @example const { results } = await client.search('from:ann "the plan" after:2026-01');
   */
  search(query: string, { signal, ...options }: SearchOptions = {}): Promise<SearchResults> {
    const request = { query, utcOffsetMinutes: -new Date().getTimezoneOffset(), ...options };
    return this.#parts.requests.ask("search", request, { signal });
  }
}
