import type { CustomData } from "../protocol/custom-data.ts";
import type { Watched } from "../protocol/frames/presence.ts";
import type { Sent } from "../protocol/frames/send.ts";
import { limits } from "../protocol/limits.ts";
import { type ClientParts, createClientParts } from "./client-parts.ts";
import { Moderation } from "./moderation.ts";
import { PersonRequests } from "./person-requests.ts";
import { broadcast, sendMessage } from "./send-message.ts";
import type { SendOptions, ShoalClientOptions, SignalOptions } from "./shoal-client-options.ts";
import { chooseTransports, type TransportChoice } from "./transports/choose-transports.ts";

/**
 * Takes part in a Shoal server's conversations. Connects and reconnects by itself, until `close` or until the server does not want
 * it back (`closed` tells why). Everything can be called at any time. Requests (`history`, `join`, `watch` …) wait up to 10 s for a
 * connection and reject with `ShoalError`: the server's, or `unavailable` when the connection was lost or no answer came. Each takes an
 * `AbortSignal` in its last parameter. Only `send` is carried across lost connections.
 * @example
 * const { token } = await signIn("https://chat.example.org", { nickname: "ann" });
 * using client = new ShoalClient("https://chat.example.org", { token });
 * await client.send(LOBBY_ID, "Hello!");
 */
export class ShoalClient extends PersonRequests implements Disposable {
  /** The server's address, as it was given. */
  readonly url: string;
  /** What the owner and the moderators of a room do, hands, and reports. */
  readonly moderation: Moderation;
  readonly #parts: ClientParts;

  /**
   * `url` is the server's address, like `https://chat.example.org` or `wss://example.org/chat/`. Throws `TypeError` when it is invalid, `RangeError` for
   * delays of `reconnect` that are not allowed, and `bad-frame` for a `position` that is invalid.
   */
  constructor(url: string, options: ShoalClientOptions = {}) {
    const parts = createClientParts(url, options);
    super(parts);
    this.url = url;
    this.#parts = parts;
    this.moderation = new Moderation(parts);
  }

  /**
   * Says something, exactly once, and in the order of the calls within a conversation. Resolves when it is on the server's
   * disk, however many connections that takes.
   * @example await client.send("lobby", "@ann hello", { mentions: [{ start: 0, length: 4, userId: ann.id }] });
   *
   * Rejects at once, without an entry in the outbox, with `message-empty`, `message-too-large`, `data-too-large`, `bad-frame` (an
   * invalid id, or data that is not JSON), `unsupported` (data, and the server is too old), `conflict` or `rate-limited` (1,000 entries wait already). Rejects later when the server refuses it for good; the
   * entry is `failed` then, until `retry` or `discard`. Rejects with `unavailable` when the client is closed; the store keeps
   * the entry for the next client. The promise may be ignored: `outboxEntries` tells the same.
   */
  send(conversationId: string, text: string, options: SendOptions = {}): Promise<Sent> {
    return sendMessage(this.#parts, { ...options, conversationId, text }, this.limits ?? limits);
  }

  /**
   * Sends a failed message once more.
   * @example for (const { clientMessageId, state } of client.outboxEntries) if (state === "failed") client.retry(clientMessageId);
   */
  retry(clientMessageId: string): void {
    this.#parts.outbox.retry(clientMessageId);
  }

  /**
   * Forgets a failed message.
   * @example for (const { clientMessageId, state } of client.outboxEntries) if (state === "failed") client.discard(clientMessageId);
   */
  discard(clientMessageId: string): void {
    this.#parts.outbox.discard(clientMessageId);
  }

  /**
   * Reports who is online, who types and how far members have read there (`watched`, `presence`, `typists`, `readers`), and not in the
   * conversation before. After a reconnect the client watches again, also when this promise was rejected with `unavailable`.
   * @example
   * client.on("typists", ({ people }) => show(people.map(({ nickname }) => nickname)));
   * const { online } = await client.watch("lobby");
   */
  watch(conversationId: string, options: SignalOptions = {}): Promise<Watched> {
    return this.#parts.presenceSubscription.watch(conversationId, options);
  }

  /**
   * Ends `watch`: no more `presence` and `typists`.
   * @example client.unwatch();
   */
  unwatch(): void {
    if (this.#parts.presenceSubscription.stop() && this.state === "live") this.#parts.connection.send({ type: "unwatch" });
  }

  /**
   * Hands an event of this program to the members who `watch` the conversation, this client among them: a pointer, a move, a ring of the bell. It is not
   * stored, and may be lost. At most 4,096 bytes of `data`, and about 10 a second. Rejects with `not-found`, `muted`, `room-locked` and what else refuses
   * messages, `rate-limited`, `data-too-large`, `bad-frame` (an invalid name), `unavailable` while not live, and `unsupported` when the server is too old.
   * @example
   * client.on("broadcast", ({ by, name, data }) => name === "pointer" && movePointer(by.id, data));
   * await client.watch("lobby");
   * await client.broadcast("lobby", "pointer", { x: 0.25, y: 0.5 });
   */
  broadcast(conversationId: string, name: string, data: CustomData = {}, options: SignalOptions = {}): Promise<void> {
    return broadcast(this.#parts, { conversationId, name, data }, this.limits ?? limits, options);
  }

  /**
   * Call it at every key: it is sent as often as the protocol asks for, and only while live.
   * @example field.addEventListener("input", () => client.typing(conversationId));
   */
  typing(conversationId: string): void {
    const { typingRepeatMs } = this.limits ?? limits;
    if (this.state === "live" && this.conversations.has(conversationId)) this.#parts.typing.press(conversationId, typingRepeatMs);
  }

  /**
   * Call it when the typed text is deleted or put aside. Sending a message ends typing by itself.
   * @example if (field.value === "") client.stopTyping(conversationId);
   */
  stopTyping(conversationId: string): void {
    if (this.state === "live" && this.features.has("stop-typing")) this.#parts.typing.stop(conversationId);
  }

  /**
   * Asks the server for a sign of life, and reconnects within seconds without one; in `waiting`, tries at once.
   * @example button.addEventListener("click", () => client.probe());
   */
  probe(): void {
    this.#parts.connection.probe();
  }

  /**
   * Another transport from now on: one by its name, or `auto` for the best that works. A live connection goes on until the other one is live;
   * nothing is lost or told twice. `welcome` tells when that is done. Throws when the runtime lacks what it takes.
   * @example client.setTransport("stream");
   */
  setTransport(choice: TransportChoice): void {
    this.#parts.fallback.replace(chooseTransports(choice, this.#parts.means));
    this.#parts.connection.reconsider();
  }

  /**
   * Closes for good. Unanswered requests reject with `unavailable`. Closing twice is closing once.
   * @example client.close();
   */
  close(): void {
    this.#parts.connection.close();
  }

  /**
   * `close`, at the end of a block.
   * @example using client = new ShoalClient(url, { token });
   */
  [Symbol.dispose](): void {
    this.close();
  }
}
