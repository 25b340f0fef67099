import type { Conversation, Invitation } from "../protocol/conversations.ts";
import type { Welcome } from "../protocol/frames/welcome.ts";
import type { Limits } from "../protocol/limits.ts";
import type { Person } from "../protocol/people.ts";
import type { ClientEvents } from "./client-events.ts";
import type { ClientParts } from "./client-parts.ts";
import type { ConnectionState } from "./connection-state.ts";
import type { OutboxEntry } from "./outbox-store.ts";
import type { SignalOptions } from "./shoal-client-options.ts";
import type { Position } from "./transports/transport.ts";
import { untilLive } from "./until-live.ts";

/** What a client knows, and how it tells of changes. Made as a `ShoalClient`. */
export abstract class ClientState {
  /** The `readyState` of a client that is on its way to a connection. */
  static readonly CONNECTING = 0;
  /** The `readyState` of a client that is live. */
  static readonly OPEN = 1;
  /** No client's `readyState`: it is there because a WebSocket has it. */
  static readonly CLOSING = 2;
  /** The `readyState` of a client that is closed for good. */
  static readonly CLOSED = 3;

  readonly #parts: ClientParts;

  /** @internal */
  constructor(parts: ClientParts) {
    this.#parts = parts;
  }

  /** Like a WebSocket's: 0 until live and while coming back, 1 live, 3 closed for good. Closing takes no time, so never 2. */
  get readyState(): 0 | 1 | 2 | 3 {
    if (this.state === "live") return ClientState.OPEN;
    return this.state === "closed" ? ClientState.CLOSED : ClientState.CONNECTING;
  }

  /**
   * Resolves when the client is live, at once if it is already. Rejects with the `ShoalError` that closed it for good, and with the signal's
   * reason.
   * @example
   * const client = new ShoalClient(url, { token });
   * const { user, conversations } = await client.ready();
   */
  ready({ signal }: SignalOptions = {}): Promise<Welcome> {
    return untilLive(this.#parts, signal);
  }

  /** Bytes that were handed over and have not left this device. */
  get bufferedAmount(): number {
    return this.#parts.connection.bufferedAmount;
  }

  /** Where the connection is: `live`, or on its way there, or `closed` for good. */
  get state(): ConnectionState {
    return this.#parts.connection.state;
  }

  /** The name of the transport that carries it now. */
  get transport(): string | undefined {
    return this.#parts.connection.transport;
  }

  /** In `waiting`: milliseconds from now until the next attempt starts. */
  get retryInMs(): number | undefined {
    return this.#parts.connection.retryInMs;
  }

  /** The client's user, with the nickname, tone and picture of now; `undefined` before the first welcome. */
  get user(): Person | undefined {
    const { welcome } = this.#parts.lifecycle;
    return welcome && this.personOf(welcome.user);
  }

  /** The server's bounds, since the first welcome. */
  get limits(): Limits | undefined {
    return this.#parts.lifecycle.welcome?.limits;
  }

  /** The names of the server's features beyond the first version of the protocol; empty before the first welcome. */
  get features(): ReadonlySet<string> {
    return new Set(this.#parts.lifecycle.welcome?.features);
  }

  /** The server's public key for push messages, base64url; `undefined` where it sends none, and before the first welcome. */
  get pushKey(): string | undefined {
    return this.#parts.lifecycle.welcome?.pushKey;
  }

  /**
   * How far the events of each conversation have been told: for the option `position` of a later client, which goes on behind them. A program that
   * must not miss a message when it is killed keeps the seqs of what it has handled instead: see `messages`.
   */
  get position(): Position {
    return this.#parts.sync.position;
  }

  /**
   * The user's conversations, kept up to date; the last state stays while there is no connection. `messageCount` minus
   * `readMessageCount` is the number of unread messages. Never changed in place: `conversations` brings a new map.
   */
  get conversations(): ReadonlyMap<string, Conversation> {
    return this.#parts.sync.conversations;
  }

  /**
   * Rooms that the user was asked into and is not a member of, by the room's id, the oldest first; kept up to date like
   * `conversations`. Never changed in place: `invitations` brings a new map.
   * @example for (const { conversationId } of client.invitations.values()) await client.acceptInvitation(conversationId);
   */
  get invitations(): ReadonlyMap<string, Invitation> {
    return this.#parts.sync.invitations;
  }

  /**
   * The user as they are now, for what was received before they changed. `conversations`, `invitations` and `user` have it applied already.
   * @example label.textContent = client.personOf(message.by).nickname;
   */
  personOf(person: Person): Person {
    return this.#parts.sync.people.get(person.id) ?? person;
  }

  /** The ids of the users whom this user blocks, kept up to date like `conversations`. Never changed in place: `blocked` brings a new set. */
  get blocked(): ReadonlySet<string> {
    return this.#parts.sync.blocked;
  }

  /**
   * The ids of the users who are online, of those with whom this user has a direct message conversation in `conversations`. The last state stays
   * while there is no connection. Never changed in place: `onlinePeers` brings a new set.
   * @example const isOnline = conversation.kind === "direct" && client.onlinePeers.has(conversation.peer.id);
   */
  get onlinePeers(): ReadonlySet<string> {
    return this.#parts.sync.onlinePeers;
  }

  /** Whether others see how far this user has read, and this user how far others have: see `shareReads`. `true` before the first welcome. */
  get isReadShared(): boolean {
    return this.#parts.sync.isReadShared;
  }

  /** The unacknowledged messages, in the order in which they were written. Never changed in place. */
  get outboxEntries(): readonly OutboxEntry[] {
    return this.#parts.outbox.entries;
  }

  /**
   * Listens. The result takes the listener off again.
   * @example const stop = client.on("message", ({ conversationId, event }) => console.log(conversationId, event.by.nickname, event.text));
   */
  on<Type extends keyof ClientEvents>(type: Type, listener: (event: ClientEvents[Type]) => void): () => void {
    return this.#parts.emitter.on(type, listener);
  }

  /**
   * Takes a listener off, every time that it was given to `on` for that type. Does nothing for a listener that is not on.
   * @example
   * client.on("message", show);
   * client.off("message", show);
   */
  off<Type extends keyof ClientEvents>(type: Type, listener: (event: ClientEvents[Type]) => void): void {
    this.#parts.emitter.off(type, listener);
  }

  /**
   * Resolves with the next event of that type; what came before does not count, so `ready` and not `once("welcome")` tells whether the client is live.
   * Rejects with the `ShoalError` that closed the client for good, and with the signal's reason.
   * @example const { event } = await client.once("message", { signal: AbortSignal.timeout(60_000) });
   */
  async once<Type extends keyof ClientEvents>(type: Type, { signal }: SignalOptions = {}): Promise<ClientEvents[Type]> {
    const { emitter, requests } = this.#parts;
    if (requests.closedBy !== undefined) throw requests.closedBy;
    const next = await emitter.next<Type | "closed">([type, "closed"], signal);
    if (next.type === type) return next.event as ClientEvents[Type];
    throw requests.closedBy ?? new Error("A client that is closed knows why.");
  }
}
