import { computed, effect, type ReadonlySignal, type Signal, signal, untracked } from "@preact/signals";
import {
  type Conversation,
  type EventWindow,
  type Invitation,
  type LogEntry,
  type MessageEvent,
  may,
  type OutboxEntry,
  type Person,
  type Readers,
  type SendOptions,
  type ServerStanding,
  ShoalClient,
  type Standing,
  standingOf,
  systemClock,
} from "../../client/index.ts";
import { countedUnread } from "../conversations/counted-unread.ts";
import { openOutbox } from "../outbox-store.ts";
import { uploadStoreOf } from "../upload-store.ts";
import { Attachments } from "./attachments.ts";
import { Composing } from "./composing.ts";
import { type ConnectionView, connectionOf, transportOf } from "./connection.ts";
import { ConversationLog, type Place } from "./conversation-log.ts";
import { CoalescedConversations } from "./conversations.ts";
import { isAttentive, isVisible } from "./environment.ts";
import { keepPlaces, keptPlaces } from "./kept-places.ts";
import { LocalReadMarkers } from "./local-read-markers.ts";
import { shownId, wantedMessage } from "./navigation.ts";
import { People } from "./people.ts";
import { isSamePerson, type PeopleNow } from "./people-now.ts";
import { Pins } from "./pins.ts";
import { transportChoice } from "./preferences.ts";

/** What was seen on an earlier visit, for the time until the server is there. */
export interface SeenBefore {
  readonly conversations: ReadonlyMap<string, Conversation>;
  readonly logs: ReadonlyMap<string, EventWindow>;
}

/** How a chat begins. */
export interface ChatStart {
  /** The session's token where the browser keeps no cookie: then it is as long as the page. */
  readonly token?: string | undefined;
  readonly seenBefore?: SeenBefore | undefined;
}

interface ChatOptions extends ChatStart {
  readonly isOutboxKept: ReadonlySignal<boolean>;
}

/** Opens the chat of the user whom the token or the cookie signs in. */
export async function openChat(server: string, me: Person, start: ChatStart): Promise<Chat> {
  const { token } = start;
  const { store, isKept } = await openOutbox(token === undefined ? me.id : undefined);
  const client = new ShoalClient(server, { userId: me.id, token, outbox: store, transport: transportChoice.value });
  return new Chat(client, me, { ...start, isOutboxKept: isKept });
}

/** Everything that lives while a user is signed in. */
export class Chat {
  readonly client: ShoalClient;
  /** See `ChatStart`. */
  readonly token: string | undefined;
  readonly connection: ReadonlySignal<ConnectionView>;
  /** The name of the current transport. */
  readonly transport: ReadonlySignal<string | undefined>;
  readonly people: People;
  readonly pins: Pins;
  readonly attachments: Attachments;
  readonly composing = new Composing();
  readonly conversations: ReadonlySignal<ReadonlyMap<string, Conversation>>;
  /** The ids of the users whom the user blocks. */
  readonly blocked: ReadonlySignal<ReadonlySet<string>>;
  /** What the user is on the server as a whole. */
  readonly serverStanding: ReadonlySignal<ServerStanding>;
  /** Reports that wait for a moderator in the conversation with that id, as they were when it was asked last. */
  readonly openReports = signal<{ readonly conversationId: string; readonly count: number } | undefined>(undefined);
  /** Who is online of the people in private conversations, as far as is known. */
  readonly onlinePeers: ReadonlySignal<ReadonlySet<string>>;
  /** How far the members of the shown conversation have read; of the one before until the first are there. */
  readonly readers = signal<Readers | undefined>(undefined);
  /** Users who changed their nickname, tone or picture, as they are now. */
  readonly peopleNow: ReadonlySignal<PeopleNow>;
  /** Rooms that the user was asked into, by the room's id, the oldest first. */
  readonly invitations: ReadonlySignal<ReadonlyMap<string, Invitation>>;
  /** The conversation that is shown; absent on the list of a phone, until the first welcome, and when the user is not in it. */
  readonly shown = computed(() => this.conversations.value.get(shownId.value ?? ""));
  /** What counts in the title: not what is muted or archived. */
  readonly unreadCount = computed(() => sum([...this.conversations.value.values()].map((each) => this.countedUnreadOf(each))));
  readonly mentionCount = computed(() => sum([...this.conversations.value.values()].map((each) => this.unreadMentionsOf(each))));
  /** Something is unread, or marked so; also where it counts nowhere. */
  readonly hasUnread = computed(() => [...this.conversations.value.values()].some((each) => this.isUnread(each)));
  readonly #outbox: Signal<readonly OutboxEntry[]>;
  /** Messages of the user that are not on the server's disk. */
  readonly unsentCount = computed(() => this.#outbox.value.length);
  /** Those of them that are sent as soon as it can be; the others were refused. */
  readonly waiting = computed(() => this.#outbox.value.filter(({ state }) => state === "sending"));
  readonly #keptPlaces: ReadonlyMap<string, Place>;
  readonly #logs = new Map<string, ConversationLog>();
  readonly #isOutboxKept: ReadonlySignal<boolean>;
  #seenBefore: SeenBefore | undefined;
  #serverAheadMs = 0;
  readonly #readMarkers: LocalReadMarkers;
  readonly #stop: (() => void)[];
  readonly #me: Signal<Person>;
  /** The conversation that `#open` has prepared: only then its log knows where the reader is. */
  readonly #openedId = signal<string | undefined>(undefined);

  constructor(client: ShoalClient, me: Person, { token, isOutboxKept, seenBefore }: ChatOptions) {
    this.client = client;
    this.#me = signal(me);
    this.token = token;
    this.#isOutboxKept = isOutboxKept;
    this.#seenBefore = seenBefore;
    this.#keptPlaces = keptPlaces(me.id);
    this.connection = connectionOf(client);
    this.transport = transportOf(client);
    const peopleNow = signal<PeopleNow>(new Map());
    this.peopleNow = peopleNow;
    client.on("people", (changed) => {
      peopleNow.value = changed;
      this.#followMe();
    });
    client.on("welcome", () => this.#followMe());
    const blocked = signal(client.blocked);
    this.blocked = blocked;
    client.on("blocked", (changed) => {
      blocked.value = changed;
    });
    const serverStanding = signal(client.moderation.serverStanding);
    this.serverStanding = serverStanding;
    client.on("serverStanding", (changed) => {
      serverStanding.value = changed;
    });
    const onlinePeers = signal(client.onlinePeers);
    this.onlinePeers = onlinePeers;
    client.on("onlinePeers", (changed) => {
      onlinePeers.value = changed;
    });
    client.on("readers", (readers) => {
      this.readers.value = readers;
    });
    client.on("isReadShared", (isShared) => {
      if (!isShared) this.readers.value = undefined;
    });
    this.people = new People(client);
    this.pins = new Pins(client);
    this.attachments = new Attachments({
      server: client.url,
      token,
      store: uploadStoreOf(me.id, systemClock),
      clock: systemClock,
    });
    this.#readMarkers = new LocalReadMarkers(client);
    const conversations = new CoalescedConversations(client, () => this.#markUnread(), { before: seenBefore?.conversations });
    this.conversations = conversations.signal;
    const invitations = signal(client.invitations);
    this.invitations = invitations;
    client.on("invitations", (changed) => {
      invitations.value = changed;
    });
    client.on("event", ({ conversationId, event }) => {
      const isOfOthers = event.type === "message" && event.by.id !== me.id;
      if (isOfOthers && !isVisible.peek() && conversationId === this.shown.peek()?.id) this.logOf(conversationId).hold();
    });
    client.on("gap", ({ logId, reason }) => reason === "replaced" && this.#logs.get(logId)?.forgetPlaces());
    this.#outbox = signal(client.outboxEntries);
    client.on("outbox", (entries) => {
      this.#outbox.value = entries;
    });
    client.on("welcome", ({ serverTime }) => {
      this.#serverAheadMs = serverTime - systemClock.now();
      this.#seenBefore = undefined;
      for (const log of this.#logs.values()) log.tryAgain();
      this.#holdWhatWasMissed(conversations.latest);
    });
    this.#stop = [
      effect(() => this.#open()),
      effect(() => this.#goToWanted()),
      effect(() => this.#load()),
      effect(() => this.#markRead()),
      effect(() => this.#showTogether(conversations)),
    ];
  }

  /** The user, with the nickname and tone of now. */
  get me(): Person {
    return this.#me.value;
  }

  /** Whether unsent messages survive a reload of the page. */
  get isOutboxKept(): boolean {
    return this.#isOutboxKept.value;
  }

  get isLive(): boolean {
    return this.connection.value.state === "live";
  }

  /** Now, by the server's clock as far as it is known: ends of mutes are. */
  readonly serverNow = (): number => systemClock.now() + this.#serverAheadMs;

  /** The private conversation with a person, once it was opened. */
  readonly directWith = (userId: string): Conversation | undefined =>
    [...this.conversations.peek().values()].find((each) => each.kind === "direct" && each.peer.id === userId);

  logOf(conversationId: string): ConversationLog {
    const known = this.#logs.get(conversationId);
    if (known !== undefined) return known;
    const seenBefore = this.#seenBefore?.logs.get(conversationId);
    const log = new ConversationLog((options) => this.client.timeline(conversationId, options), this.peopleNow, seenBefore);
    const place = this.#keptPlaces.get(conversationId);
    if (place !== undefined) log.startAt(place);
    this.#logs.set(conversationId, log);
    return log;
  }

  /** A message read on arrival never counts as unread, not even while the marker is on its way. */
  unreadOf(conversation: Conversation): number {
    return this.#isReading(conversation.id) || this.#readMarkers.coversAll(conversation) ? 0 : unreadByMarker(conversation);
  }

  /** None where the user wants to be told of nothing. */
  unreadMentionsOf(conversation: Conversation): number {
    if (conversation.settings?.notify === "none" || this.unreadOf(conversation) === 0) return 0;
    return conversation.unreadMentions?.length ?? 0;
  }

  countedUnreadOf(conversation: Conversation): number {
    const unread = { messageCount: this.unreadOf(conversation), mentionCount: this.unreadMentionsOf(conversation) };
    return countedUnread(conversation, unread);
  }

  isUnread(conversation: Conversation): boolean {
    return conversation.settings?.isMarkedUnread === true || this.unreadOf(conversation) > 0;
  }

  /** Marks all of it as read, and ends its mark. Rejects with `ShoalError`. */
  async markAllRead(conversation: Conversation): Promise<void> {
    const { id, head, settings } = conversation;
    if (unreadByMarker(conversation) > 0) this.#readMarkers.mark(conversation, head);
    if (settings?.isMarkedUnread === true) await this.client.configure(id, { isMarkedUnread: false });
  }

  /** Says something in the conversation that is shown. It is in the outbox at once, and fails there if it fails. */
  send(conversationId: string, text: string, options: SendOptions = {}): void {
    const log = this.logOf(conversationId);
    log.unreadAfter.value = undefined;
    log.isFollowing.value = true;
    this.client.send(conversationId, text, options).catch(() => {});
    if (log.hasNewer.value) void log.loadNewest();
  }

  /** What the user may do there depends on it: by their role in the conversation, and by that on the server. */
  readonly standingIn = (conversation: Conversation): Standing =>
    standingOf(conversation.role ?? "member", this.serverStanding.value.role, conversation);

  /** Reacts, or takes the reaction back. A refusal leaves everything as it was, and the next event tells how that is. */
  toggleReaction(conversationId: string, { seq, reactions }: MessageEvent, emoji: string): void {
    const isOwn = reactions?.some((reaction) => reaction.emoji === emoji && reaction.isOwn === true) === true;
    const request = isOwn ? this.client.unreact(conversationId, seq, emoji) : this.client.react(conversationId, seq, emoji);
    request.catch(() => {});
  }

  /** The people whom a text may name: the members that are loaded, those who spoke, and all where the user may. */
  mentionableIn(conversation: Conversation): readonly { readonly nickname: string; readonly userId?: string }[] {
    const { entries } = this.logOf(conversation.id).window.peek();
    const people = [...this.people.members.peek(), ...entries.flatMap(({ by }) => by ?? [])];
    const all = may(this.standingIn(conversation), "mention-all", conversation) ? [{ nickname: "all" }] : [];
    return [...all, ...people.map(({ id, nickname }) => ({ nickname, userId: id }))];
  }

  /** The user's newest message in what is loaded, for ↑ in the empty field. */
  lastOwnMessage(conversationId: string): MessageEvent | undefined {
    const { entries } = this.logOf(conversationId).window.peek();
    const isOwn = (entry: LogEntry): entry is MessageEvent => entry.type === "message" && entry.by.id === this.me.id;
    return entries.filter(isOwn).findLast(({ isDeleted }) => isDeleted !== true);
  }

  /** Whether what that person says in the conversation is folded: in a private one the user came to read it. */
  isFolded(conversationId: string, userId: string): boolean {
    return this.blocked.value.has(userId) && this.conversations.peek().get(conversationId)?.kind === "room";
  }

  /** For the page that is loaded next in this tab. */
  keepPlaces(): void {
    const places = [...this.#logs].flatMap(([id, { place }]) => (place === undefined ? [] : [[id, place] as const]));
    keepPlaces(this.me.id, places);
  }

  close(): void {
    for (const stop of this.#stop) stop();
    this.attachments.close();
    this.client.close();
  }

  #followMe(): void {
    const { user } = this.client;
    const me = this.#me.peek();
    if (user !== undefined && !isSamePerson(user, me)) this.#me.value = user;
  }

  /** Another conversation is shown: its line "new" stands where the reading stopped, the other one's is gone. */
  #open(): void {
    const conversation = this.shown.value;
    if (shownId.value === undefined) this.#openedId.value = undefined;
    if (conversation === undefined || conversation.id === this.#openedId.peek()) return;
    untracked(() => {
      const log = this.logOf(conversation.id);
      const isRead = this.#readMarkers.coversAll(conversation) || unreadByMarker(conversation) === 0;
      log.unreadAfter.value = isRead ? undefined : conversation.readSeq;
      // Opening a conversation does not read it: the view tells when its end is in sight.
      if (log.place === undefined) log.isFollowing.value = isRead;
      if (log.place === undefined && log.isLoaded.value && log.hasNewer.value) void log.loadNewest();
      this.#openedId.value = conversation.id;
      // Its mark asked the user to come here. Where that cannot be told now, it stays until the next time.
      if (conversation.settings?.isMarkedUnread === true)
        this.client.configure(conversation.id, { isMarkedUnread: false }).catch(() => {});
      this.people.show(conversation.id);
      this.pins.show(conversation.id);
    });
  }

  /** A link to a message, a quote, a found one: the log goes there, as soon as its conversation is shown. */
  #goToWanted(): void {
    const wanted = wantedMessage.value;
    if (wanted === undefined || wanted.conversationId !== this.#openedId.value) return;
    untracked(() => {
      wantedMessage.value = undefined;
      this.logOf(wanted.conversationId).goTo(wanted.seq, wanted.found);
    });
  }

  /** The shown conversation is loaded as soon as there is a connection, and again after a gap. */
  #load(): void {
    const conversation = this.shown.value;
    if (conversation === undefined || !this.isLive) return;
    const log = this.logOf(conversation.id);
    const isBehind = log.isFollowing.value && log.hasNewer.value;
    if (log.goal.value !== undefined && !log.hasFailed.value) {
      untracked(() => void log.loadGoal());
      return;
    }
    const isThere = log.isLoaded.value && !log.isKept.value && !isBehind;
    if (log.loading.value !== "nothing" || log.hasFailed.value || isThere) return;
    untracked(() => void log.loadFirst(unreadByMarker(conversation) + 10));
  }

  /** New messages of the shown conversation, and what they make of it: one render, and one frame. */
  #showTogether(conversations: CoalescedConversations): void {
    const id = this.shown.value?.id;
    if (id === undefined || this.logOf(id).window.value.places === undefined) return;
    untracked(() => conversations.flush());
  }

  /** A message is read when it was in view: the page in front, the newest message visible. */
  #markRead(): void {
    const conversation = this.shown.value;
    if (conversation === undefined || unreadByMarker(conversation) === 0 || !this.#isReading(conversation.id)) return;
    this.#readMarkers.mark(conversation, this.logOf(conversation.id).window.value.places?.last ?? 0);
  }

  #isReading(conversationId: string): boolean {
    if (conversationId !== this.shown.value?.id || conversationId !== this.#openedId.value || !isAttentive.value) return false;
    const log = this.logOf(conversationId);
    return log.isLoaded.value && log.isFollowing.value && !log.hasNewer.value;
  }

  /** Messages that came without a connection are new, also to a reader who was at the end. */
  #holdWhatWasMissed(conversations: ReadonlyMap<string, Conversation>): void {
    const before = conversations.get(this.shown.peek()?.id ?? "");
    const after = before && this.client.conversations.get(before.id);
    if (before === undefined || after === undefined || after.messageCount <= before.messageCount) return;
    const log = this.logOf(before.id);
    if (!log.isFollowing.peek() || log.hasNewer.peek()) return;
    if (this.#readMarkers.coversAll(before)) log.unreadAfter.value = log.window.peek().places?.last;
    log.hold();
  }

  /** While the page is not in front, the line "new" goes where the reading stopped. */
  #markUnread(): void {
    const conversation = this.shown.value;
    if (conversation === undefined || isAttentive.value) return;
    const log = this.logOf(conversation.id);
    if (unreadByMarker(conversation) > 0 && (log.unreadAfter.value ?? -1) < conversation.readSeq)
      log.unreadAfter.value = conversation.readSeq;
  }
}

function unreadByMarker(conversation: Conversation): number {
  return Math.max(0, conversation.messageCount - conversation.readMessageCount);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
