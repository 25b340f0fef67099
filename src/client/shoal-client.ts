import type { Conversation, Invitation } from "../protocol/conversations.ts";
import type { MemberList, RoomList } from "../protocol/frames/directory.ts";
import type { DownFrameOf } from "../protocol/frames/down.ts";
import type { HistoryPage } from "../protocol/frames/history.ts";
import type { MentionList, PinList, ReactorList, SearchResults } from "../protocol/frames/message-lists.ts";
import type { Watched } from "../protocol/frames/presence.ts";
import type { PersonCard } from "../protocol/frames/profiles.ts";
import type { Sent } from "../protocol/frames/send.ts";
import type { Welcome } from "../protocol/frames/welcome.ts";
import type { InviteLink } from "../protocol/invite-links.ts";
import { type Limits, limits } from "../protocol/limits.ts";
import type { Person } from "../protocol/people.ts";
import type { PushSubscriptionSettings } from "../protocol/push.ts";
import type { ClientEvents } from "./client-events.ts";
import { type ClientParts, createClientParts } from "./client-parts.ts";
import type { ConnectionState } from "./connection-state.ts";
import { Moderation, type ReasonOption } from "./moderation.ts";
import type { OutboxEntry } from "./outbox-store.ts";
import { requireFeature, withPicture } from "./required-features.ts";
import { broadcast, editMessage, sendMessage } from "./send-message.ts";
import type {
  AfterQuery,
  ChangedSettings,
  HistoryRange,
  InviteLinkOptions,
  PageQuery,
  ProfileUpdate,
  RoomOptions,
  SearchOptions,
  SendOptions,
  ShoalClientOptions,
  TextOptions,
} from "./shoal-client-options.ts";
import { openTimeline } from "./timeline/open-timeline.ts";
import type { Timeline, TimelineOptions } from "./timeline/timeline.ts";
import { chooseTransports, type TransportChoice } from "./transports/choose-transports.ts";
import { untilLive } from "./until-live.ts";

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
  /** What the owner and the moderators of a room do, hands, and reports. */
  readonly moderation: Moderation;
  readonly #parts: ClientParts;

  /** `url` is the server's address, like `https://chat.example.org`. Throws `TypeError` when it is invalid. */
  constructor(url: string, options: ShoalClientOptions = {}) {
    this.url = url;
    this.#parts = createClientParts(url, options);
    this.moderation = new Moderation(this.#parts);
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
  ready(): Promise<Welcome> {
    return untilLive(this.#parts);
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

  /** Listens. The result takes the listener off again. */
  on<Type extends keyof ClientEvents>(type: Type, listener: (event: ClientEvents[Type]) => void): () => void {
    return this.#parts.emitter.on(type, listener);
  }

  /**
   * Says something, exactly once, and in the order of the calls within a conversation. Resolves when it is on the server's
   * disk, however many connections that takes.
   * @example await client.send("lobby", "@ann hello", { mentions: [{ start: 0, length: 4, userId: ann.id }] });
   *
   * Rejects at once, without an entry in the outbox, with `message-empty`, `message-too-large`, `data-too-large`, `bad-frame` (an invalid id, or data that is
   * not JSON), `unsupported` (data, and the server is too old), `conflict` or `rate-limited` (1,000 entries wait already). Rejects later when the server refuses it for good; the
   * entry is `failed` then, until `retry` or `discard`. Rejects with `unavailable` when the client is closed; the store keeps
   * the entry for the next client. The promise may be ignored: `outboxEntries` tells the same.
   */
  send(conversationId: string, text: string, options: SendOptions = {}): Promise<Sent> {
    return sendMessage(this.#parts, { ...options, conversationId, text }, this.limits ?? limits);
  }

  /** Sends a failed message once more. */
  retry(clientMessageId: string): void {
    this.#parts.outbox.retry(clientMessageId);
  }

  /** Forgets a failed message. */
  discard(clientMessageId: string): void {
    this.#parts.outbox.discard(clientMessageId);
  }

  /**
   * Replaces the text of the user's own message, and its `data` where that is given; `{}` takes the data away. Rejects with `not-found`, `not-allowed` (another author's), `message-deleted`, and what
   * `send` rejects with for its text.
   */
  async edit(conversationId: string, seq: number, text: string, options: TextOptions = {}): Promise<void> {
    await editMessage(this.#parts, { ...options, conversationId, seq, text }, this.limits ?? limits);
  }

  /** Deletes a message for good: the user's own, or any in a room that they moderate. Rejects with `not-found` and `not-allowed`. */
  async delete(conversationId: string, seq: number, options: ReasonOption = {}): Promise<void> {
    await this.#parts.requests.ask("delete", { conversationId, seq, ...options });
  }

  /** Reacts with one emoji. Rejects with `not-found`, `message-deleted`, `emoji-invalid`, `too-many-reactions`. */
  async react(conversationId: string, seq: number, emoji: string): Promise<void> {
    await this.#parts.requests.ask("react", { conversationId, seq, emoji });
  }

  /** Takes a reaction of the user back. Rejects with `not-found`. */
  async unreact(conversationId: string, seq: number, emoji: string): Promise<void> {
    await this.#parts.requests.ask("unreact", { conversationId, seq, emoji });
  }

  /** Who reacted with an emoji, in that order; `next` is there when more follow. */
  reactors(conversationId: string, seq: number, emoji: string, page: AfterQuery = {}): Promise<ReactorList> {
    return this.#parts.requests.ask("reactors", { conversationId, seq, emoji, ...page });
  }

  /** Pins a message. Rejects with `not-found`, `message-deleted`, `too-many-pins`. */
  async pin(conversationId: string, seq: number): Promise<void> {
    await this.#parts.requests.ask("pin", { conversationId, seq });
  }

  /** Unpins a message. Rejects with `not-found`. */
  async unpin(conversationId: string, seq: number): Promise<void> {
    await this.#parts.requests.ask("unpin", { conversationId, seq });
  }

  /** The pinned messages, the newest pin first. `event` tells of changes: `pin`, `unpin`, and `delete`. */
  pins(conversationId: string): Promise<PinList> {
    return this.#parts.requests.ask("pins", { conversationId });
  }

  /** Messages of others that mention the user, in all conversations, the newest first; `next` is there when more follow. */
  mentions(page: AfterQuery = {}): Promise<MentionList> {
    return this.#parts.requests.ask("mentions", page);
  }

  /**
   * Messages that match, the newest first: words and beginnings of words, any part of Chinese, Japanese and Korean text, `"phrases"`, `-word`,
   * `from:NAME`, `in:ROOM`, `before:2026-01-31`, `after:2026-01`, `has:link`, `has:file`, `has:image`. A message is found about a second after it was sent.
   * @example const { results } = await client.search('from:ann "the plan" after:2026-01');
   */
  search(query: string, options: SearchOptions = {}): Promise<SearchResults> {
    return this.#parts.requests.ask("search", { query, utcOffsetMinutes: -new Date().getTimezoneOffset(), ...options });
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

  /** A page of the past, ascending. Nothing is kept before `floor + 1`; nothing was there after `head`. */
  history(conversationId: string, range: HistoryRange = {}): Promise<HistoryPage> {
    return this.#parts.requests.ask("history", { conversationId, ...range });
  }

  /**
   * Makes a room that the user owns. It is in `conversations` when this resolves; so with `join`, `acceptInvitation`, `joinByInviteLink` and
   * `openDirect`. Rejects with `room-name-invalid`, `room-name-taken` (public rooms have different names), `room-description-invalid`,
   * `emoji-invalid`, `too-many-conversations`, and for `picture` what `updateProfile` rejects with. A server without the feature `room-settings` leaves `description` and `emoji` out.
   * @example const { id } = await client.createRoom({ name: "reef", emoji: "🐠", description: "All about corals", isPrivate: true });
   */
  async createRoom(room: RoomOptions & { name: string }): Promise<Conversation> {
    return this.#askForConversation(this.#parts.requests.ask("create-room", withPicture(this.#parts.lifecycle, room)));
  }

  /**
   * Changes a room that the user owns: what is given, and nothing else. An empty `description`, `emoji` or `picture` removes it. Resolves when it is
   * stored; `conversations` of all members have it then or soon after, and their logs say so (`room`). Rejects with `not-found`, `not-allowed`
   * (unless the owner, and in the lobby) and what `createRoom` rejects with.
   * @example await client.describeRoom(room.id, { name: "quiet reef", isPrivate: true });
   */
  async describeRoom(conversationId: string, change: RoomOptions): Promise<void> {
    await this.#parts.requests.ask("describe-room", { conversationId, ...withPicture(this.#parts.lifecycle, change) });
  }

  /** Becomes a member of a public room. */
  join(conversationId: string): Promise<Conversation> {
    return this.#askForConversation(this.#parts.requests.ask("join", { conversationId }));
  }

  /** Leaves a room. Rejects with `not-allowed` for the lobby and for private conversations. */
  async leave(conversationId: string): Promise<void> {
    await this.#parts.requests.ask("leave", { conversationId });
  }

  /**
   * Asks a user into a room; they decide. Resolves when the invitation is stored, or when they are a member already. Asking again is asking once.
   * Rejects with `too-many-invitations` when too many wait for an answer, or when they declined lately (`retryAfterMs`), and with `rate-limited`.
   */
  async invite(conversationId: string, userId: string): Promise<void> {
    await this.#parts.requests.ask("invite", { conversationId, userId });
  }

  /** Withdraws this user's invitation. Rejects with `not-found` for a missing or accepted invitation. */
  async withdrawInvitation(conversationId: string, userId: string): Promise<void> {
    await this.#parts.requests.ask("withdraw-invitation", { conversationId, userId });
  }

  /**
   * Becomes a member of a room in `invitations`. Accepting again is accepting once. Rejects with `not-found` when the
   * invitation was withdrawn, and with `too-many-conversations`.
   */
  acceptInvitation(conversationId: string): Promise<Conversation> {
    return this.#askForConversation(this.#parts.requests.ask("accept-invitation", { conversationId }));
  }

  /** Declines the invitations of all inviters to that room; for a week they cannot ask again. Declining twice is once. */
  async declineInvitation(conversationId: string): Promise<void> {
    await this.#parts.requests.ask("decline-invitation", { conversationId });
  }

  /**
   * Makes a link by which others become members of a room, until it has expired or is used up. Rejects with `not-found`, `not-allowed`,
   * `too-many-invite-links` (10 of a member in a room, 100 of all members) and `rate-limited`.
   * @example
   * const link = await client.createInviteLink(room.id, { lifetimeMs: 24 * 60 * 60 * 1000, usesMax: 5 });
   * console.log(inviteLinkAddress(client.url, link.code));
   */
  async createInviteLink(conversationId: string, options: InviteLinkOptions = {}): Promise<InviteLink> {
    return (await this.#parts.requests.ask("create-invite-link", { conversationId, ...options })).link;
  }

  /**
   * The links into a room that still work, the newest first: the user's own, and those of all members where the user owns the room. Rejects
   * with `not-found` and `not-allowed`.
   * @example for (const { code, uses } of await client.inviteLinks(room.id)) if (uses > 0) await client.revokeInviteLink(code);
   */
  async inviteLinks(conversationId: string): Promise<readonly InviteLink[]> {
    return (await this.#parts.requests.ask("invite-links", { conversationId })).links;
  }

  /**
   * Revokes a link: one of the user's own, or any into a room that they own. Twice is once. Rejects with `not-allowed`.
   * @example await client.revokeInviteLink(link.code);
   */
  async revokeInviteLink(code: string): Promise<void> {
    await this.#parts.requests.ask("revoke-invite-link", { code });
  }

  /**
   * Becomes a member of the room that a link leads to. Of a member it is no use, so it may be called again after a lost connection. Rejects
   * with `invite-link-invalid` (expired, used up, revoked, or its maker has left the room) and `too-many-conversations`.
   * @example const room = await client.joinByInviteLink(code);
   */
  joinByInviteLink(code: string): Promise<Conversation> {
    return this.#askForConversation(this.#parts.requests.ask("use-invite-link", { code }));
  }

  /** The conversation with one person. They see it from its first message on. */
  openDirect(userId: string): Promise<Conversation> {
    return this.#askForConversation(this.#parts.requests.ask("open-direct", { userId }));
  }

  /** Public rooms by name; `next` is there when more follow. */
  rooms(page: PageQuery = {}): Promise<RoomList> {
    return this.#parts.requests.ask("rooms", page);
  }

  /** Members by nickname; `next` is there when more follow. */
  members(conversationId: string, page: PageQuery = {}): Promise<MemberList> {
    return this.#parts.requests.ask("members", { conversationId, ...page });
  }

  /**
   * Changes what is given of the user's own profile; an empty `status` or `picture` removes it. Rejects with `nickname-taken`, `nickname-invalid`,
   * `status-invalid`, and `rate-limited` after five nicknames in an hour. Of a `picture` the server keeps the square in the middle; it rejects with
   * `picture-invalid`, `picture-too-large`, `file-not-found`, and `unsupported` when the server is too old.
   * @example await client.updateProfile({ nickname: "anna", tone: 4, picture: await uploadFile(client.url, photo, { token }) });
   */
  async updateProfile(profile: ProfileUpdate): Promise<void> {
    await this.#parts.requests.ask("update-profile", withPicture(this.#parts.lifecycle, profile));
  }

  /**
   * A user's card: status, rooms in common, whether they are online. Rejects with `not-found` unless the two share a conversation.
   * @example const { status, rooms } = await client.person(message.by.id);
   */
  person(userId: string): Promise<PersonCard> {
    return this.#parts.requests.ask("person", { userId });
  }

  /**
   * No private messages or invitations between the two (`not-accepted`, `user-blocked`). Rejects with `not-found`, `too-many-blocks`.
   * @example await client.block(message.by.id);
   */
  async block(userId: string): Promise<void> {
    await this.#parts.requests.ask("block", { userId });
  }

  /** Ends a block. Twice is once. Rejects with `not-found`. */
  async unblock(userId: string): Promise<void> {
    await this.#parts.requests.ask("unblock", { userId });
  }

  /**
   * Push messages to this session's device while its page is closed, in place of what the session asked for before; they end with
   * the session. Needs `pushKey`, with which the browser subscribes. Rejects with `push-invalid`, `unsupported`.
   * @example
   * const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: client.pushKey });
   * await client.subscribePush({ ...subscription.toJSON(), content: "who", level: "calls" });
   */
  async subscribePush(settings: PushSubscriptionSettings): Promise<void> {
    await this.#parts.requests.ask("subscribe-push", settings);
  }

  /** Ends the push messages to that endpoint, when it is one of the user's. Ending twice is ending once. */
  async unsubscribePush(endpoint: string): Promise<void> {
    await this.#parts.requests.ask("unsubscribe-push", { endpoint });
  }

  /**
   * Reports who is online, who types and how far members have read there (`watched`, `presence`, `typists`, `readers`), and not in the
   * conversation before. After a reconnect the client watches again, also when this promise was rejected with `unavailable`.
   */
  watch(conversationId: string): Promise<Watched> {
    return this.#parts.presenceSubscription.watch(conversationId);
  }

  /** Ends `watch`: no more `presence` and `typists`. */
  unwatch(): void {
    if (this.#parts.presenceSubscription.stop() && this.state === "live") this.#parts.connection.send({ type: "unwatch" });
  }

  /** Marks everything up to `seq` as read. Call it as often as you like: it is sent at most once a second, and never moves back. */
  markRead(conversationId: string, seq: number): void {
    this.#parts.readMarkers.mark(conversationId, seq);
  }

  /**
   * Marks everything in all conversations as read. Marking twice is marking once. Rejects with `unsupported` when the server is too old.
   * @example await client.readAll();
   */
  async readAll(): Promise<void> {
    requireFeature(this.#parts.lifecycle, "conversation-settings");
    await this.#parts.requests.ask("read-all", {});
  }

  /**
   * Changes the user's own settings of a conversation, on all their devices: the given ones, and no others. `conversations` brings
   * them as `settings`, a moment after this resolves. Rejects with `not-found`, with `too-many-pinned-conversations` (20 are pinned), and
   * with `unsupported` when the server is too old.
   * @example
   * await client.configure("lobby", { notify: "mentions", isPinned: true });
   * await client.configure("lobby", { isArchived: true }); // and not pinned any more
   */
  async configure(conversationId: string, settings: ChangedSettings): Promise<void> {
    requireFeature(this.#parts.lifecycle, "conversation-settings");
    await this.#parts.requests.ask("configure", { conversationId, ...settings });
  }

  /**
   * Chooses whether others see how far this user has read, on all devices. It works both ways: without it, no `readers` come. Twice is once.
   * Rejects with `unsupported` when the server is too old.
   * @example
   * client.on("readers", ({ markers }) => show(markers.filter(({ readSeq }) => readSeq >= lastOwnSeq)));
   * await client.shareReads(false); // and `readers` does not come any more
   */
  async shareReads(isShared: boolean): Promise<void> {
    requireFeature(this.#parts.lifecycle, "readers");
    await this.#parts.requests.ask("share-reads", { isShared });
  }

  /** Call it at every key: it is sent as often as the protocol asks for, and only while live. */
  typing(conversationId: string): void {
    const { typingRepeatMs } = this.limits ?? limits;
    if (this.state === "live" && this.conversations.has(conversationId)) this.#parts.typing.press(conversationId, typingRepeatMs);
  }

  /** Call it when the typed text is deleted or put aside. Sending a message ends typing by itself. */
  stopTyping(conversationId: string): void {
    if (this.state === "live" && this.features.has("stop-typing")) this.#parts.typing.stop(conversationId);
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
  broadcast(conversationId: string, name: string, data: SendOptions["data"] = {}): Promise<void> {
    return broadcast(this.#parts, { conversationId, name, data }, this.limits ?? limits);
  }

  /** Asks the server for a sign of life, and reconnects within seconds without one; in `waiting`, tries at once. */
  probe(): void {
    this.#parts.connection.probe();
  }

  /**
   * Another transport from now on: one by its name, or `auto` for the best that works. A live connection goes on until the other one is live;
   * nothing is lost or told twice. `welcome` tells when that is done. Throws when the runtime lacks what it takes.
   */
  setTransport(choice: TransportChoice): void {
    this.#parts.fallback.replace(chooseTransports(choice, this.#parts.means));
    this.#parts.connection.reconsider();
  }

  /** Closes for good. Unanswered requests reject with `unavailable`. */
  close(): void {
    this.#parts.connection.close();
  }

  async #askForConversation(answer: Promise<DownFrameOf<"conversation">>): Promise<Conversation> {
    const { conversation } = await answer;
    return this.conversations.get(conversation.id) ?? conversation;
  }
}
