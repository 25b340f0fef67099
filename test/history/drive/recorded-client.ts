import type { TcpProxy } from "../../support/proxy.ts";
import {
  type Account,
  type Attachments,
  type ChatAdapter,
  type ChatClient,
  type ChatEvent,
  type ClientListener,
  type HistoryPage,
  type MessageChange,
  Refused,
} from "../adapter.ts";
import type { Recorder } from "../record/recorder.ts";

const PAGE_EVENTS = 200;
const RETRY_PAUSE_MS = 200;

export interface RecordedClientOptions {
  readonly name: string;
  readonly account: Account;
  readonly transport: string;
  /** What stands between this client and the server. */
  readonly proxy: TcpProxy;
  readonly adapter: ChatAdapter;
  readonly recorder: Recorder;
}

export interface UploadedFile {
  readonly id: string;
  readonly text: string;
}

/** What a message has besides its words. */
export interface Enclosure {
  readonly replyTo?: number;
  readonly file?: UploadedFile;
}

/** A client that writes down everything it does and is told. */
export class RecordedClient {
  readonly name: string;
  readonly account: Account;
  readonly proxy: TcpProxy;
  readonly #options: RecordedClientOptions;
  readonly #client: ChatClient;
  readonly #recorder: Recorder;
  /** The last place that this client has, by conversation. */
  readonly #positions = new Map<string, number>();
  /** Ranges that it was told it would not get live and has not read yet. */
  readonly #reading = new Set<Promise<void>>();
  readonly #followed = new Set<string>();
  #pendingSends = 0;
  #pendingChanges = 0;
  #epoch = "";
  #isClosed = false;

  constructor(options: RecordedClientOptions) {
    const { name, account, transport, proxy, adapter, recorder } = options;
    this.#options = options;
    this.name = name;
    this.account = account;
    this.proxy = proxy;
    this.#recorder = recorder;
    recorder.write({ type: "client", client: name, userId: account.userId, transport });
    this.#client = adapter.open(proxy.url, account, transport, this.#listener());
  }

  get isLive(): boolean {
    return this.#client.isLive;
  }

  get pendingSends(): number {
    return this.#pendingSends;
  }

  get pendingChanges(): number {
    return this.#pendingChanges;
  }

  /** Conversations whose end it keeps up to date. */
  get followed(): ReadonlySet<string> {
    return this.#followed;
  }

  get isReadingGaps(): boolean {
    return this.#reading.size > 0;
  }

  /** The past that it was welcomed to last. */
  get epoch(): string {
    return this.#epoch;
  }

  positionIn(conversationId: string): number | undefined {
    return this.#positions.get(conversationId);
  }

  /** Never rejects: what became of the message is in the recording. Resolves with its seq when it was acknowledged. */
  async send(conversationId: string, messageId: string, words: string, more: Enclosure = {}): Promise<number | undefined> {
    const client = this.name;
    const text = `${messageId} ${words}`;
    const { replyTo, file } = more;
    const enclosed = { ...(replyTo !== undefined && { replyTo }), ...(file && { fileText: file.text }) };
    this.#recorder.write({ type: "send", client, messageId, conversationId, text, isUnanswered: false, ...enclosed });
    this.#pendingSends += 1;
    try {
      const attachments: Attachments = { ...(replyTo !== undefined && { replyTo }), ...(file && { fileId: file.id }) };
      const seq = await this.#client.send(conversationId, messageId, text, attachments);
      this.#recorder.write({ type: "acknowledged", client, messageId, seq, epoch: this.#epoch });
      return seq;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.#recorder.write({ type: "refused", client, messageId, code: error.code, isDefinite: error.isDefinite });
      return undefined;
    } finally {
      this.#pendingSends -= 1;
    }
  }

  /** Never rejects: what became of the change is in the recording. `messageId`: the message that is meant by the place. */
  async change(conversationId: string, changeId: string, messageId: string, change: MessageChange): Promise<void> {
    const client = this.name;
    this.#recorder.write({ type: "change", client, conversationId, epoch: this.#epoch, changeId, messageId, ...change });
    this.#pendingChanges += 1;
    try {
      await this.#client.change(conversationId, change);
      this.#recorder.write({ type: "changed", client, changeId, epoch: this.#epoch });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const { code, isDefinite } = error;
      this.#recorder.write({ type: "changed", client, changeId, epoch: this.#epoch, code, isDefinite });
    } finally {
      this.#pendingChanges -= 1;
    }
  }

  /** Uploads a file that a message of this user may name; undefined when that was refused, or took too long. */
  async upload(text: string): Promise<UploadedFile | undefined> {
    const { adapter, proxy, account } = this.#options;
    try {
      return { id: await adapter.upload(proxy.url, account, text), text };
    } catch (error) {
      if (error instanceof Refused) return undefined;
      throw error;
    }
  }

  follow(conversationId: string): void {
    this.#followed.add(conversationId);
    this.#client.follow(conversationId);
  }

  /** Writes down what it has of a followed conversation. */
  async recordHeld(conversationId: string): Promise<void> {
    const messages = await this.#client.held(conversationId);
    if (messages === undefined) return;
    this.#recorder.write({ type: "held", client: this.name, conversationId, epoch: this.#epoch, messages });
  }

  /** One page of history; undefined when it was refused. */
  async read(conversationId: string, after?: number, limit = PAGE_EVENTS): Promise<HistoryPage | undefined> {
    const begunAt = this.#recorder.now();
    try {
      const page = await this.#client.history(conversationId, { ...(after !== undefined && { after }), limit });
      const { head, events } = page;
      const epoch = this.#epoch;
      this.#recorder.write({ type: "read", client: this.name, begunAt, conversationId, epoch, after, head, events });
      return page;
    } catch (error) {
      if (error instanceof Refused) return undefined;
      throw error;
    }
  }

  /** A whole log; undefined when the client may not read it. */
  async readWhole(conversationId: string): Promise<ChatEvent[] | undefined> {
    const all: ChatEvent[] = [];
    for (;;) {
      const page = await this.read(conversationId, all.at(-1)?.seq ?? 0);
      if (page === undefined) return undefined;
      all.push(...page.events);
      if (page.events.length === 0 || (all.at(-1)?.seq ?? 0) >= page.head) return all;
    }
  }

  createRoom(name: string, isPrivate: boolean): Promise<string> {
    return this.#client.createRoom(name, isPrivate);
  }

  openDirect(userId: string): Promise<string> {
    return this.#client.openDirect(userId);
  }

  invite(conversationId: string, userId: string): Promise<void> {
    return this.#client.invite(conversationId, userId);
  }

  join(conversationId: string): Promise<boolean> {
    return this.#changeMembership(conversationId, "join", () => this.#client.join(conversationId));
  }

  acceptInvitation(conversationId: string): Promise<boolean> {
    return this.#changeMembership(conversationId, "join", () => this.#client.acceptInvitation(conversationId));
  }

  leave(conversationId: string): Promise<boolean> {
    return this.#changeMembership(conversationId, "leave", () => this.#client.leave(conversationId));
  }

  /** Another user, who neither joins nor leaves meanwhile. */
  kick(conversationId: string, userId: string): Promise<boolean> {
    return this.#changeMembership(conversationId, "leave", () => this.#client.kick(conversationId, userId), userId);
  }

  /** Never rejects: it is only about what the watcher is shown then. */
  async watch(conversationId: string): Promise<void> {
    await this.#client.watch(conversationId).catch((error: unknown) => {
      if (!(error instanceof Refused)) throw error;
    });
  }

  typing(conversationId: string): void {
    this.#recorder.write({ type: "activity", conversationId, activity: "typing", userId: this.account.userId });
    this.#client.typing(conversationId);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#recorder.write({ type: "closed", client: this.name });
    this.#client.close();
  }

  /** True when the server did it, false when it refused for certain; asked again until one of the two is known. */
  async #changeMembership(
    conversationId: string,
    change: "join" | "leave",
    ask: () => Promise<void>,
    userId = this.account.userId,
  ): Promise<boolean> {
    const record = { type: "membership", client: this.name, userId, conversationId, change } as const;
    this.#recorder.write({ ...record, stage: "asked" });
    for (;;) {
      try {
        await ask();
        this.#recorder.write({ ...record, stage: "answered" });
        return true;
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        if (this.#isClosed) return false;
        // A leave that is refused for certain was done by an earlier attempt.
        if (error.isDefinite && error.code !== "rate-limited") {
          if (change === "leave") this.#recorder.write({ ...record, stage: "answered" });
          return change === "leave";
        }
        await Bun.sleep(RETRY_PAUSE_MS);
      }
    }
  }

  #listener(): ClientListener {
    const client = this.name;
    const recorder = this.#recorder;
    return {
      onWelcome: (epoch) => {
        if (this.#epoch !== epoch) this.#positions.clear();
        this.#epoch = epoch;
        recorder.write({ type: "welcome", client, epoch });
        recorder.write({ type: "activity", conversationId: "", activity: "online", userId: this.account.userId });
      },
      onLost: () => recorder.write({ type: "lost", client }),
      onSubscribed: (conversationId, after) => {
        recorder.write({ type: "subscribed", client, conversationId, epoch: this.#epoch, after });
        this.#positions.set(conversationId, Math.max(after, this.#positions.get(conversationId) ?? 0));
      },
      onEvent: (conversationId, event) => {
        recorder.write({ type: "observed", client, conversationId, epoch: this.#epoch, event });
        this.#positions.set(conversationId, event.seq);
      },
      onDropped: (conversationId, event) => {
        recorder.write({ type: "dropped", client, conversationId, epoch: this.#epoch, event });
      },
      onGap: (conversationId, after) => {
        recorder.write({ type: "gap", client, conversationId, epoch: this.#epoch, after });
        const position = this.#positions.get(conversationId) ?? after;
        this.#positions.set(conversationId, after);
        const reading = this.#readGap(conversationId, position, after, this.#epoch).finally(() => this.#reading.delete(reading));
        this.#reading.add(reading);
      },
      onActivity: (conversationId, activity, userIds) => {
        for (const userId of userIds) recorder.write({ type: "activity-shown", client, conversationId, activity, userId });
      },
    };
  }

  async #readGap(conversationId: string, from: number, to: number, epoch: string): Promise<void> {
    let position = from;
    while (position < to && !this.#isClosed && this.#epoch === epoch) {
      const page = await this.read(conversationId, position);
      const last = page?.events.at(-1)?.seq;
      if (last === undefined) await Bun.sleep(RETRY_PAUSE_MS);
      else position = last;
    }
  }
}
