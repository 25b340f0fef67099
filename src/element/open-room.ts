import type { Conversation, FileInfo, LogEntry, MessageEvent, Person, ShoalClient, Timeline } from "../client/index.ts";
import { ShoalError } from "../client/index.ts";
import { entriesNow, type PeopleNow } from "../web/state/people-now.ts";
import { saveFile } from "./save-file.ts";

/** What an open room tells. */
export interface OpenRoomListener {
  /** Something that is shown changed. */
  changed(): void;
  /** A message arrived live, the user's own included. */
  messageArrived(conversationId: string, message: MessageEvent): void;
  /** The number of unread messages changed. */
  unreadChanged(count: number): void;
  /** A message was refused. */
  failed(error: ShoalError): void;
  /** The user is no member any more. */
  removed(): void;
}

interface OpenRoomOptions {
  readonly client: ShoalClient;
  /** Of the client's session. */
  readonly token: string;
  readonly conversation: Conversation;
  readonly listener: OpenRoomListener;
}

/** A room of which the user is a member: its timeline, who types, and how far its reader is. */
export class OpenRoom {
  readonly client: ShoalClient;
  readonly conversationId: string;
  readonly timeline: Timeline;
  /** The reader is at the end of the log: new messages are seen at once. */
  isFollowing = true;
  /** The line "new" stands behind this seq. */
  unreadAfter: number | undefined;
  typists: readonly Person[] = [];
  readonly #token: string;
  readonly #listener: OpenRoomListener;
  readonly #stops: readonly (() => void)[];
  #people: PeopleNow = new Map();
  #conversation: Conversation;
  #unreadCount = 0;
  /** The highest seq that was in view of a reader. */
  #readSeq: number;
  #isInSight = false;

  constructor({ client, token, conversation, listener }: OpenRoomOptions) {
    this.client = client;
    this.#token = token;
    this.conversationId = conversation.id;
    this.#conversation = conversation;
    this.#listener = listener;
    this.#readSeq = conversation.readSeq;
    this.timeline = client.timeline(conversation.id, { isAtEnd: () => this.isFollowing });
    this.#stops = [
      this.timeline.onChange(() => this.#changed()),
      client.on("message", ({ conversationId, event }) => conversationId === this.conversationId && this.#arrived(event)),
      client.on("conversations", () => this.#update()),
      client.on("typists", ({ conversationId, people }) => conversationId === this.conversationId && this.#type(people)),
      client.on("people", (people) => {
        this.#people = people;
        listener.changed();
      }),
      client.on("state", ({ state }) => state !== "live" && this.#type([])),
      client.on("welcome", () => this.timeline.error !== undefined && this.timeline.clearError()),
    ];
  }

  /** Loads the room, once its listener can answer. */
  begin(): void {
    // Only typing needs it, and the client asks again after each reconnect.
    this.client.watch(this.conversationId).catch(() => {});
    this.#update();
    this.#load();
  }

  get conversation(): Conversation {
    return this.#conversation;
  }

  /** The user as they are now. */
  get me(): Person {
    const { user } = this.client;
    if (user === undefined) throw new Error("A room is open after the first welcome.");
    return user;
  }

  /** The entries with everyone in them as they are now. */
  get entries(): readonly LogEntry[] {
    return entriesNow(this.timeline.entries, this.#people);
  }

  /** Whether the place of the line "new" is loaded. */
  get isUnreadHeld(): boolean {
    const { unreadAfter, timeline } = this;
    return unreadAfter === undefined || unreadAfter >= timeline.window.head || timeline.holdsBehind(unreadAfter);
  }

  get unreadCount(): number {
    return this.#unreadCount;
  }

  /** Whether the reader sees the element. What is out of sight does not become read. */
  get isInSight(): boolean {
    return this.#isInSight;
  }

  set isInSight(isInSight: boolean) {
    if (isInSight === this.#isInSight) return;
    this.#isInSight = isInSight;
    this.#listener.changed();
  }

  /** Everything up to `seq` was in view. */
  markSeen(seq: number): void {
    if (!this.#isInSight || seq <= this.#readSeq) return;
    this.#readSeq = seq;
    this.client.markRead(this.conversationId, seq);
  }

  /** Sends a message. Returns why it was refused at once; what is refused later stays in the timeline as `failed`. */
  async send(text: string): Promise<ShoalError | undefined> {
    const before = this.client.outboxEntries;
    const sent = this.client.send(this.conversationId, text);
    const isTaken = this.client.outboxEntries !== before;
    if (isTaken) this.goToNewest();
    try {
      await sent;
      return undefined;
    } catch (error) {
      if (!(error instanceof ShoalError)) throw error;
      if (this.client.state !== "closed") this.#listener.failed(error);
      return isTaken ? undefined : error;
    }
  }

  /** The reader came to the end of the log, or left it. */
  placeChanged(): void {
    this.#listener.changed();
  }

  /** Something that the reader asked for failed. */
  report(error: unknown): void {
    if (error instanceof ShoalError) this.#listener.failed(error);
    else throw error;
  }

  /** Gives a file to the browser to save. Throws the server's refusal. */
  async download(file: FileInfo): Promise<void> {
    await saveFile(this.client.url, file, this.#token);
  }

  goToNewest(): void {
    this.isFollowing = true;
    void this.timeline.loadNewest();
    this.#listener.changed();
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.timeline.close();
    this.client.unwatch();
  }

  #load(): void {
    const { timeline } = this;
    if (timeline.isLoaded || timeline.loading !== "nothing" || timeline.error !== undefined) return;
    if (this.#unreadCount === 0) void timeline.loadNewest();
    else {
      // The reader begins where they stopped: at first, and after more came than is delivered live.
      this.unreadAfter = this.#readSeq;
      void timeline.loadAround(this.#readSeq + 1);
    }
  }

  #changed(): void {
    this.#load();
    this.#listener.changed();
  }

  #type(people: readonly Person[]): void {
    const others = people.filter(({ id }) => id !== this.client.user?.id && !this.client.blocked.has(id));
    if (others.length === 0 && this.typists.length === 0) return;
    this.typists = others;
    this.#listener.changed();
  }

  #arrived(message: MessageEvent): void {
    const isOwn = message.by.id === this.client.user?.id;
    const isSeen = this.#isInSight && this.isFollowing;
    if (!isOwn && !isSeen && (this.unreadAfter === undefined || this.#readSeq > this.unreadAfter)) {
      this.unreadAfter = this.#readSeq;
    }
    this.#listener.messageArrived(this.conversationId, message);
  }

  #update(): void {
    const conversation = this.client.conversations.get(this.conversationId);
    if (conversation === undefined) {
      this.#listener.removed();
      return;
    }
    this.#conversation = conversation;
    this.#readSeq = Math.max(this.#readSeq, conversation.readSeq);
    const count = unreadCountOf(conversation);
    if (count !== this.#unreadCount) {
      this.#unreadCount = count;
      this.#listener.unreadChanged(count);
    }
    this.#listener.changed();
  }
}

function unreadCountOf({ messageCount, readMessageCount }: Conversation): number {
  return Math.max(0, messageCount - readMessageCount);
}
