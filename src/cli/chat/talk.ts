import {
  type Clock,
  type Conversation,
  LOBBY_ID,
  type Person,
  type ReceivedEvent,
  type ShoalClient,
  type Standing,
  type StateChange,
  standingOf,
  systemClock,
} from "../../client/index.ts";
import { ChatError } from "./chat-error.ts";
import type { ConnectionView } from "./connection-sentence.ts";
import { nameOf } from "./conversation-name.ts";
import { words } from "./i18n/words.ts";
import { MessageSearch } from "./message-search.ts";
import type { AskSecret } from "./secret-prompt.ts";
import { TerminalLog } from "./terminal-log.ts";
import { Transfers } from "./transfers.ts";

/** The state of a chat: the client's conversations with their logs, the shown one, and its people. */
export class Talk {
  readonly client: ShoalClient;
  /** The session's, for files, which go over HTTP. */
  readonly token: string | undefined;
  readonly clock: Clock;
  /** How a password is asked for; missing where no one could be asked. */
  askSecret: AskSecret | undefined;
  readonly search: MessageSearch;
  readonly transfers = new Transfers();
  /** A message that the view is to bring in sight. */
  target: { readonly conversationId: string; readonly seq: number } | undefined;
  shownId = LOBBY_ID;
  /** Conversations in a steady order, so that the number of one does not change while it is typed. */
  order: readonly string[] = [];
  connection: ConnectionView;
  typists: readonly Person[] = [];
  /** Messages are shown with their numbers, by which commands name them. */
  hasNumbers = false;
  onlineCount: number | undefined;
  /** What is done only when it is typed once more; missing where a script has decided already. */
  asked: string | undefined = "";
  /** The state changed: the view must be drawn again. */
  onChange: () => void = () => {};
  readonly #logs = new Map<string, TerminalLog>();
  /** By conversation, the seq of the last own message that was acknowledged, and when that was by this machine's clock. */
  readonly #sent = new Map<string, { readonly seq: number; readonly at: number }>();

  constructor(client: ShoalClient, token?: string, clock: Clock = systemClock) {
    this.client = client;
    this.token = token;
    this.clock = clock;
    this.search = new MessageSearch(client);
    this.transfers.onChange = () => this.onChange();
    this.connection = { state: client.state, error: undefined, hasBeenLive: false };
    client.on("state", (change) => this.#onState(change));
    client.on("conversations", (conversations) => this.#onConversations(conversations));
    client.on("event", ({ conversationId, event }) => this.#onEvent(conversationId, event));
    client.on("watched", ({ onlineCount }) => this.#change(() => (this.onlineCount = onlineCount)));
    client.on("presence", ({ onlineCount }) => this.#change(() => (this.onlineCount = onlineCount)));
    client.on("typists", ({ people }) => this.#change(() => (this.typists = people.filter(({ id }) => id !== client.user?.id))));
    client.on("sent", ({ conversationId, seq }) => this.#sent.set(conversationId, { seq, at: this.clock.now() }));
    client.on("serverStanding", () => this.onChange());
    client.on("outbox", () => this.onChange());
    client.on("welcome", () => void this.#load(this.shownId));
  }

  get shown(): Conversation | undefined {
    return this.client.conversations.get(this.shownId);
  }

  get log(): TerminalLog {
    return this.logOf(this.shownId);
  }

  logOf(conversationId: string): TerminalLog {
    const known = this.#logs.get(conversationId);
    if (known !== undefined) return known;
    const log = new TerminalLog(
      (options) => this.client.timeline(conversationId, options),
      () => {
        this.#keepLoaded(conversationId);
        this.onChange();
      },
    );
    this.#logs.set(conversationId, log);
    return log;
  }

  /** The number that one types for it, from 1; 0 when one is not in it. */
  numberOf(conversationId: string): number {
    return this.order.indexOf(conversationId) + 1;
  }

  show(conversationId: string): void {
    this.shownId = conversationId;
    this.typists = [];
    this.onlineCount = undefined;
    // Without a connection the client remembers the watched conversation, and the welcome loads the log.
    this.client.watch(conversationId).catch(() => {});
    void this.#load(conversationId);
    this.onChange();
  }

  /** Shows a conversation at a message, with the numbers by which commands name it. Throws when the message is not kept any more. */
  async goTo(conversationId: string, seq: number): Promise<void> {
    if (conversationId !== this.shownId) this.show(conversationId);
    const { timeline } = this.logOf(conversationId);
    await timeline.loadAround(seq);
    if (timeline.error !== undefined) throw timeline.error;
    if (!timeline.entries.some((entry) => entry.seq === seq)) throw new ChatError(words.search.isGone);
    this.hasNumbers = true;
    this.target = { conversationId, seq };
    this.onChange();
  }

  /** The user's newest message in the shown conversation, which may not have come as an event yet; 0 for none. */
  get lastSentSeq(): number {
    return this.#sent.get(this.shownId)?.seq ?? 0;
  }

  /** When the user's newest message in the shown conversation was stored; of one from before the start, by the server's clock. */
  get lastSentAt(): number | undefined {
    const userId = this.client.user?.id;
    const known = this.#sent.get(this.shownId)?.at;
    return known ?? this.log.entries.findLast((entry) => entry.type === "message" && entry.by.id === userId)?.at;
  }

  /** What the user is in the shown conversation. */
  get standing(): Standing {
    const { shown } = this;
    if (shown === undefined) return "stranger";
    return standingOf(shown.role ?? "member", this.client.moderation.serverStanding.role, shown);
  }

  /** The log of a conversation that has been shown. */
  openedLog(conversationId: string): TerminalLog | undefined {
    return this.#logs.get(conversationId);
  }

  toggleNumbers(): void {
    this.hasNumbers = !this.hasNumbers;
    this.onChange();
  }

  /** Reads one more page of the past. Says whether there was any. */
  async loadOlder(): Promise<boolean> {
    return await this.log.loadOlder();
  }

  /** Reads what follows a message that was gone to. */
  async loadNewer(): Promise<void> {
    const { timeline } = this.log;
    await timeline.loadNewer();
    if (timeline.error !== undefined) throw timeline.error;
  }

  /** Back from a message that was gone to. */
  async loadNewest(): Promise<void> {
    await this.#load(this.shownId);
  }

  /** A gap leaves nothing of a log. */
  #keepLoaded(conversationId: string): void {
    const { isLoaded, loading, error } = this.logOf(conversationId).timeline;
    const isNeeded = conversationId === this.shownId && !isLoaded && loading === "nothing" && error === undefined;
    if (isNeeded) void this.#load(conversationId);
  }

  /** Without a connection, the next welcome asks again. */
  async #load(conversationId: string): Promise<void> {
    if (this.client.state === "live") await this.logOf(conversationId).timeline.loadNewest();
  }

  #onState({ state, error }: StateChange): void {
    const hasBeenLive = this.connection.hasBeenLive || state === "live";
    this.connection = { state, error: state === "live" ? undefined : (error ?? this.connection.error), hasBeenLive };
    if (state !== "live") {
      this.typists = [];
      this.onlineCount = undefined; // unknown, until the client watches again
    }
    this.onChange();
  }

  #onConversations(conversations: ReadonlyMap<string, Conversation>): void {
    const known = this.order.filter((id) => conversations.has(id));
    const fresh = [...conversations.values()].filter(({ id }) => !known.includes(id)).sort(compare);
    this.order = [...known, ...fresh.map(({ id }) => id)];
    if (!conversations.has(this.shownId)) this.show(LOBBY_ID);
    this.onChange();
  }

  #onEvent(conversationId: string, event: ReceivedEvent): void {
    if (conversationId === this.shownId && event.type === "message") {
      this.typists = this.typists.filter(({ id }) => id !== event.by.id);
      this.onChange();
    }
  }

  #change(act: () => void): void {
    act();
    this.onChange();
  }
}

/** The lobby, the rooms, the people; each by name. */
function compare(one: Conversation, other: Conversation): number {
  const rank = ({ id, kind }: Conversation): number => (id === LOBBY_ID ? 0 : Number(kind === "direct") + 1);
  return rank(one) - rank(other) || nameOf(one).localeCompare(nameOf(other));
}
