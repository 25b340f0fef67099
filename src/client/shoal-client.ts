import { systemClock } from "../clock.ts";
import type { Conversation, Invitation } from "../protocol/conversations.ts";
import { ShoalError } from "../protocol/errors.ts";
import type { ReceivedEvent } from "../protocol/events.ts";
import { features } from "../protocol/features.ts";
import type { MemberList, RoomList } from "../protocol/frames/directory.ts";
import type { DownFrameOf } from "../protocol/frames/down.ts";
import type { Gap } from "../protocol/frames/events.ts";
import type { HistoryPage } from "../protocol/frames/history.ts";
import type { Watched } from "../protocol/frames/presence.ts";
import type { Sent } from "../protocol/frames/send.ts";
import type { UpFrameInput } from "../protocol/frames/up.ts";
import type { Welcome } from "../protocol/frames/welcome.ts";
import { newClientMessageId } from "../protocol/ids.ts";
import { type Limits, limits } from "../protocol/limits.ts";
import type { Person } from "../protocol/people.ts";
import { PROTOCOL_VERSION } from "../protocol/version.ts";
import type { ClientEvents, StateChange } from "./client-events.ts";
import { Connection } from "./connection.ts";
import type { ConnectionState } from "./connection-state.ts";
import { Emitter } from "./emitter.ts";
import { FrameRouter } from "./frame-router.ts";
import { assertSendable } from "./frames.ts";
import { Outbox } from "./outbox.ts";
import { memoryOutbox, type OutboxEntry } from "./outbox-store.ts";
import { ReadMarkers } from "./read-markers.ts";
import { Requests } from "./requests.ts";
import type { HistoryRange, PageQuery, ShoalClientOptions } from "./shoal-client-options.ts";
import { Sync } from "./sync/sync.ts";
import { chooseTransports, type TransportChoice, type TransportMeans } from "./transports/choose-transports.ts";
import { TransportLadder } from "./transports/ladder.ts";
import { Typing } from "./typing.ts";
import { windowWake } from "./wake.ts";
import { Watching } from "./watching.ts";

/**
 * Takes part in a Shoal server's conversations. Connects and reconnects by itself, until `close` or until the server does not want
 * it back (`closed` tells why). Everything can be called at any time. Requests (`history`, `join`, `watch` …) wait up to 10 s for a
 * connection and reject with `ShoalError`: the server's, or `unavailable` when the connection was lost or no answer came. Only `send` is
 * carried across lost connections.
 */
export class ShoalClient {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;

  /** The server's address, as it was given. */
  readonly url: string;
  readonly #emitter = new Emitter<ClientEvents>();
  readonly #sync: Sync;
  readonly #outbox: Outbox;
  readonly #requests: Requests;
  readonly #readMarkers: ReadMarkers;
  readonly #watching: Watching;
  readonly #means: TransportMeans;
  readonly #ladder: TransportLadder;
  readonly #connection: Connection;
  readonly #stopWaking: () => void;
  readonly #typing: Typing;
  #welcome: Welcome | undefined;
  /** What this welcome says about pasts that were replaced. */
  #replaced: readonly Gap[] = [];

  /** `url` is the server's address, like `https://chat.example.org`. Throws `TypeError` when it is invalid. */
  constructor(url: string, options: ShoalClientOptions = {}) {
    const clock = options.clock ?? systemClock;
    const random = options.random ?? Math.random;
    this.url = url;
    this.#means = { server: url, clock, WebSocket: options.WebSocket, fetch: options.fetch };
    this.#ladder = new TransportLadder(chooseTransports(options.transport ?? "auto", this.#means));
    const transmit = (frame: UpFrameInput): void => this.#connection.send(frame);
    this.#sync = new Sync({
      onEvent: (conversationId, event) => this.#onEvent(conversationId, event),
      onGap: (gap) => {
        this.#readMarkers.skip(gap);
        this.#emit("gap", gap);
      },
      onResume: (logId, after) => transmit({ type: "resume", logId, after }),
      onOutOfSync: () => this.#connection.lose(new ShoalError("unavailable", { message: "Something was missed; coming back." })),
    });
    this.#requests = new Requests(clock, transmit);
    this.#typing = new Typing(clock, (conversationId, isTyping) =>
      transmit({ type: "typing", conversationId, ...(!isTyping && { isTyping }) }),
    );
    this.#watching = new Watching((conversationId) => this.#requests.ask("watch", { conversationId }));
    this.#readMarkers = new ReadMarkers({
      clock,
      conversations: () => this.#sync.conversations,
      transmit: (conversationId, seq) => transmit({ type: "read", conversationId, seq }),
    });
    this.#outbox = new Outbox({
      store: options.outbox ?? memoryOutbox(),
      clock,
      random,
      transmit: ({ clientMessageId, conversationId, text }) => transmit({ type: "send", clientMessageId, conversationId, text }),
      onChange: (entries) => this.#emit("outbox", entries),
    });
    const router = new FrameRouter({
      ...{ sync: this.#sync, outbox: this.#outbox, requests: this.#requests, watching: this.#watching },
      emit: (type, event) => this.#emit(type, event),
    });
    this.#connection = new Connection(
      { ladder: this.#ladder, clock, random },
      {
        hello: () => ({
          type: "hello",
          version: PROTOCOL_VERSION,
          token: options.token,
          ...this.#sync.position,
          features: [...features],
        }),
        position: () => this.#sync.everyPosition,
        isExpected: ({ user }) => user.id === (this.user?.id ?? options.userId ?? user.id),
        onWelcome: (welcome) => this.#onWelcome(welcome),
        onRenewed: (isSwitched) => this.#onRenewed(isSwitched),
        onLingered: () => this.#requests.lingered(),
        onState: (change) => this.#onState(change),
        onFrame: (frame) => router.route(frame),
        onSeen: (direction, text) => this.#emitter.has("frame") && this.#emit("frame", { direction, text: text() }),
      },
    );
    this.#stopWaking = (options.wake ?? windowWake)(
      () => this.probe(),
      () => this.#connection.doubt(),
    );
  }

  /** Like a WebSocket's: 0 until live and while coming back, 1 live, 3 closed for good. Closing takes no time, so never 2. */
  get readyState(): 0 | 1 | 2 | 3 {
    if (this.state === "live") return ShoalClient.OPEN;
    return this.state === "closed" ? ShoalClient.CLOSED : ShoalClient.CONNECTING;
  }

  /**
   * Resolves when the client is live, at once if it is already. Rejects with the `ShoalError` that closed it for good.
   * @example const { conversations } = await new ShoalClient(url, { token }).ready();
   */
  async ready(): Promise<Welcome> {
    while (this.state !== "live" || this.#welcome === undefined) {
      if (this.#requests.closedBy !== undefined) throw this.#requests.closedBy;
      await this.#emitter.next("welcome", "closed");
    }
    return this.#welcome;
  }

  /** Bytes that were handed over and have not left this device. */
  get bufferedAmount(): number {
    return this.#connection.bufferedAmount;
  }

  /** Where the connection is: `live`, or on its way there, or `closed` for good. */
  get state(): ConnectionState {
    return this.#connection.state;
  }

  /** The name of the transport that carries it now. */
  get transport(): string | undefined {
    return this.#connection.transport;
  }

  /** In `waiting`: milliseconds from now until the next attempt starts. */
  get retryInMs(): number | undefined {
    return this.#connection.retryInMs;
  }

  /** Who one is, since the first welcome. */
  get user(): Person | undefined {
    return this.#welcome?.user;
  }

  /** The server's bounds, since the first welcome. */
  get limits(): Limits | undefined {
    return this.#welcome?.limits;
  }

  /** What this server can do beyond the first version of the protocol, by name; empty before the first welcome. */
  get features(): ReadonlySet<string> {
    return new Set(this.#welcome?.features);
  }

  /**
   * What the user is in, kept up to date; what is known of it stays while there is no connection. `messageCount` minus
   * `readMessageCount` is the number of unread messages. Never changed in place: `conversations` brings a new map.
   */
  get conversations(): ReadonlyMap<string, Conversation> {
    return this.#sync.conversations;
  }

  /**
   * Rooms that the user was asked into and is not a member of, by the room's id, the oldest first; kept up to date like
   * `conversations`. Never changed in place: `invitations` brings a new map.
   * @example for (const { conversationId } of client.invitations.values()) await client.acceptInvitation(conversationId);
   */
  get invitations(): ReadonlyMap<string, Invitation> {
    return this.#sync.invitations;
  }

  /** What is not acknowledged yet, in the order in which it was written. Never changed in place. */
  get outboxEntries(): readonly OutboxEntry[] {
    return this.#outbox.entries;
  }

  /** Listens. The result takes the listener off again. */
  on<Type extends keyof ClientEvents>(type: Type, listener: (event: ClientEvents[Type]) => void): () => void {
    return this.#emitter.on(type, listener);
  }

  /**
   * Says something, exactly once, and in the order of the calls within a conversation. Resolves when it is on the server's
   * disk, however many connections that takes.
   *
   * Rejects at once, without an entry in the outbox, with `message-empty`, `message-too-large`, `bad-frame` (an id that is
   * none), `conflict` or `rate-limited` (1,000 entries wait already). Rejects later when the server refuses it for good; the
   * entry is `failed` then, until `retry` or `discard`. Rejects with `unavailable` when the client is closed; the store keeps
   * the entry for the next client. The promise may be ignored: `outboxEntries` tells the same.
   */
  send(conversationId: string, text: string, options: { clientMessageId?: string | undefined } = {}): Promise<Sent> {
    const message = { clientMessageId: options.clientMessageId ?? newClientMessageId(), conversationId, text };
    try {
      assertSendable(message, (this.limits ?? limits).messageBytesMax);
      this.#typing.sent(conversationId);
      return this.#outbox.add(message);
    } catch (error) {
      const refused = Promise.reject(error);
      refused.catch(() => {});
      return refused;
    }
  }

  /** Sends a failed message once more. */
  retry(clientMessageId: string): void {
    this.#outbox.retry(clientMessageId);
  }

  /** Forgets a failed message. */
  discard(clientMessageId: string): void {
    this.#outbox.discard(clientMessageId);
  }

  /** A page of the past, ascending. Nothing is kept before `floor + 1`; nothing was there after `head`. */
  history(conversationId: string, range: HistoryRange = {}): Promise<HistoryPage> {
    return this.#requests.ask("history", { conversationId, ...range });
  }

  /** The conversation is in `conversations` when this resolves; so with `join`, `acceptInvitation` and `openDirect`. */
  createRoom(room: { name: string; isPrivate?: boolean | undefined }): Promise<Conversation> {
    return this.#askForConversation(this.#requests.ask("create-room", room));
  }

  /** Becomes a member of a public room. */
  join(conversationId: string): Promise<Conversation> {
    return this.#askForConversation(this.#requests.ask("join", { conversationId }));
  }

  /** Leaves a room. Rejects with `not-allowed` for the lobby and for private conversations. */
  async leave(conversationId: string): Promise<void> {
    await this.#requests.ask("leave", { conversationId });
  }

  /**
   * Asks a user into a room; they decide. Resolves when the invitation is stored, or when they are a member already. Asking
   * again is asking once. Rejects with `too-many-invitations` when too many wait for an answer, or when they declined lately
   * (`retryAfterMs` then says how long to wait), and with `rate-limited`.
   */
  async invite(conversationId: string, userId: string): Promise<void> {
    await this.#requests.ask("invite", { conversationId, userId });
  }

  /** Takes back what this user asked. Rejects with `not-found` when they never did, or when it was accepted. */
  async withdrawInvitation(conversationId: string, userId: string): Promise<void> {
    await this.#requests.ask("withdraw-invitation", { conversationId, userId });
  }

  /**
   * Becomes a member of a room in `invitations`. Accepting again is accepting once. Rejects with `not-found` when the
   * invitation was withdrawn, and with `too-many-conversations`.
   */
  acceptInvitation(conversationId: string): Promise<Conversation> {
    return this.#askForConversation(this.#requests.ask("accept-invitation", { conversationId }));
  }

  /** Turns down everyone who asks into that room; for a week they cannot ask again. Declining again is declining once. */
  async declineInvitation(conversationId: string): Promise<void> {
    await this.#requests.ask("decline-invitation", { conversationId });
  }

  /** The conversation with one person. They see it from its first message on. */
  openDirect(userId: string): Promise<Conversation> {
    return this.#askForConversation(this.#requests.ask("open-direct", { userId }));
  }

  /** Public rooms by name; `next` is there when more follow. */
  rooms(page: PageQuery = {}): Promise<RoomList> {
    return this.#requests.ask("rooms", page);
  }

  /** Members by nickname; `next` is there when more follow. */
  members(conversationId: string, page: PageQuery = {}): Promise<MemberList> {
    return this.#requests.ask("members", { conversationId, ...page });
  }

  /**
   * Tells who is online and who types there (`watched`, `presence`, `typists`), instead of where one watched before.
   * Remembered: after a reconnect the client watches again, also when this promise was rejected with `unavailable`.
   */
  watch(conversationId: string): Promise<Watched> {
    return this.#watching.watch(conversationId);
  }

  /** Ends `watch`: nothing more is told of who comes, goes and types. */
  unwatch(): void {
    if (this.#watching.stop() && this.state === "live") this.#connection.send({ type: "unwatch" });
  }

  /** Everything up to `seq` was read. Call it as often as you like: it is told at most once a second, and never goes back. */
  markRead(conversationId: string, seq: number): void {
    this.#readMarkers.mark(conversationId, seq);
  }

  /** Call it at every key: it is told as often as the server wants it, and only while live. */
  typing(conversationId: string): void {
    if (this.state !== "live" || !this.conversations.has(conversationId)) return;
    this.#typing.press(conversationId, (this.limits ?? limits).typingRepeatMs);
  }

  /** Call it when what was typed is deleted, or put aside. A message that is sent ends it by itself. */
  stopTyping(conversationId: string): void {
    if (this.state === "live" && this.features.has("stop-typing")) this.#typing.stop(conversationId);
  }

  /** "Are you still there?" Comes back within seconds when nobody answers; in `waiting`, tries at once. */
  probe(): void {
    this.#connection.probe();
  }

  /**
   * Another transport from now on: one by its name, or `auto` for the best that works. A live connection goes on until the
   * other one is live too; nothing is lost or told twice. `welcome` tells when that is done. Throws when the runtime lacks what
   * it takes.
   */
  setTransport(choice: TransportChoice): void {
    this.#ladder.replace(chooseTransports(choice, this.#means));
    this.#connection.reconsider();
  }

  /** Closes for good. What waits for an answer rejects with `unavailable`. */
  close(): void {
    this.#connection.close();
  }

  #onWelcome(welcome: Welcome): void {
    this.#welcome = welcome;
    this.#replaced = this.#sync.welcome(welcome);
    for (const gap of this.#replaced) this.#readMarkers.skip(gap);
  }

  #onState(change: StateChange): void {
    if (change.state === "closed") this.#onClosed(change);
    else if (change.state === "live") this.#onLive(change);
    else this.#onAbsent(change);
  }

  #onLive(change: StateChange): void {
    this.#emit("state", change);
    this.#tellWelcome();
    if (this.state !== "live") return; // a listener closed the client
    this.#outbox.resume(); // before anything new is sent
    this.#readMarkers.resume();
    this.#watching.again(this.conversations);
    this.#requests.resume();
  }

  /** Live all along. What is on its way in the outbox is sent again, for nobody knows where it arrived; that is harmless [P10]. */
  #onRenewed(isSwitched: boolean): void {
    this.#tellWelcome();
    if (this.state !== "live") return;
    this.#outbox.pause();
    this.#outbox.resume();
    if (isSwitched) this.#requests.switched();
    this.#watching.again(this.conversations);
  }

  #tellWelcome(): void {
    if (this.#welcome !== undefined) this.#emit("welcome", this.#welcome);
    for (const gap of this.#replaced) this.#emit("gap", gap);
    this.#emit("conversations", this.conversations);
    this.#emit("invitations", this.invitations);
  }

  #onAbsent(change: StateChange): void {
    this.#outbox.pause();
    this.#readMarkers.pause();
    this.#requests.pause();
    this.#emit("state", change);
  }

  #onClosed(change: StateChange): void {
    const error = change.error ?? new ShoalError("unavailable", { message: "The client was closed." });
    this.#stopWaking();
    this.#outbox.close(error);
    this.#readMarkers.pause();
    this.#requests.close(error);
    this.#emitter.emit("state", change);
    this.#emitter.emit("closed", change.error);
  }

  #onEvent(conversationId: string, event: ReceivedEvent): void {
    this.#emit("event", { conversationId, event });
    if (event.type !== "message") return;
    this.#emit("message", { conversationId, event });
    if (event.by.id === this.user?.id) this.#outbox.acknowledgeByEvent(conversationId, event);
  }

  async #askForConversation(answer: Promise<DownFrameOf<"conversation">>): Promise<Conversation> {
    const { conversation } = await answer;
    return this.conversations.get(conversation.id) ?? conversation;
  }

  /** After `closed` nothing is told any more. */
  #emit<Type extends keyof ClientEvents>(type: Type, event: ClientEvents[Type]): void {
    if (this.state !== "closed") this.#emitter.emit(type, event);
  }
}
