import {
  type ReceivedEvent,
  ShoalClient,
  ShoalError,
  type Timeline,
  type TransportChoice,
  type Welcome,
} from "../../../src/client/index.ts";
import type { DownFrameOf } from "../../../src/protocol/frames/down.ts";
import {
  type Account,
  type Activity,
  type Attachments,
  type ChatClient,
  type ChatEvent,
  type ClientListener,
  type HistoryPage,
  type HistoryRange,
  type MessageChange,
  Refused,
} from "../adapter.ts";
import { chatEvent } from "./chat-event.ts";

/** A client of the SDK, and what it is told from the wire that the SDK does not pass on: where delivery begins. */
export class SdkClient implements ChatClient {
  readonly #client: ShoalClient;
  readonly #listener: ClientListener;
  /** Conversations whose place this client has been told. */
  readonly #known = new Set<string>();
  readonly #timelines = new Map<string, Timeline>();
  #lostBy = "nothing";
  #ownLogHead = 0;
  #epoch: string | undefined;

  constructor(url: string, { token }: Account, transport: string, listener: ClientListener) {
    this.#listener = listener;
    this.#client = new ShoalClient(url, { token, transport: transport as TransportChoice });
    this.#client.on("frame", ({ direction, text }) => {
      if (direction === "down") this.#watchFrame(text);
    });
    this.#client.on("state", ({ state, error }) => {
      if (error !== undefined) this.#lostBy = error instanceof ShoalError ? error.code : String(error);
      if (state !== "live") listener.onLost();
    });
    this.#client.on("event", ({ conversationId, event }) => listener.onEvent(conversationId, chatEvent(event)));
    this.#client.on("gap", ({ logId, after }) => listener.onGap(logId, after));
  }

  get isLive(): boolean {
    return this.#client.state === "live";
  }

  get condition(): string {
    const { state, retryInMs } = this.#client;
    return `${state}${retryInMs === undefined ? "" : ` ${Math.ceil(retryInMs / 1000)} s`} after ${this.#lostBy}`;
  }

  async send(conversationId: string, messageId: string, text: string, { replyTo, fileId }: Attachments = {}): Promise<number> {
    const files = fileId === undefined ? [] : [{ id: fileId, name: "tide.txt", type: "text/plain", byteLength: 1 }];
    const options = { clientMessageId: messageId, ...(replyTo !== undefined && { replyTo }), files };
    const { seq } = await refusals(this.#client.send(conversationId, text, options));
    return seq;
  }

  async change(conversationId: string, { change, seq, text = "", emoji = "" }: MessageChange): Promise<void> {
    const client = this.#client;
    const ask = {
      edit: () => client.edit(conversationId, seq, text),
      delete: () => client.delete(conversationId, seq),
      react: () => client.react(conversationId, seq, emoji),
      unreact: () => client.unreact(conversationId, seq, emoji),
    };
    await refusals(ask[change]());
  }

  follow(conversationId: string): void {
    const timeline = this.#client.timeline(conversationId);
    this.#timelines.set(conversationId, timeline);
    // After a gap it holds nothing until it is asked to.
    timeline.onChange(() => {
      if (!timeline.isLoaded && timeline.loading === "nothing" && this.isLive && timeline.error === undefined) {
        timeline.loadNewest().catch(() => {});
      }
    });
    timeline.loadNewest().catch(() => {});
  }

  async held(conversationId: string): Promise<readonly ChatEvent[] | undefined> {
    const timeline = this.#timelines.get(conversationId);
    if (timeline === undefined) return undefined;
    await timeline.loadNewest();
    timeline.flush();
    if (timeline.error !== undefined || timeline.hasNewer) return undefined;
    return timeline.entries.filter(({ type }) => type === "message").map(chatEvent);
  }

  async history(conversationId: string, { after, limit }: HistoryRange): Promise<HistoryPage> {
    const { floor, head, events } = await refusals(this.#client.history(conversationId, { after, limit }));
    return { floor, head, events: events.map(chatEvent) };
  }

  async createRoom(name: string, isPrivate: boolean): Promise<string> {
    return (await refusals(this.#client.createRoom({ name, isPrivate }))).id;
  }

  async join(conversationId: string): Promise<void> {
    await refusals(this.#client.join(conversationId));
  }

  async leave(conversationId: string): Promise<void> {
    await refusals(this.#client.leave(conversationId));
  }

  async kick(conversationId: string, userId: string): Promise<void> {
    await refusals(this.#client.moderation.kick(conversationId, userId));
  }

  async invite(conversationId: string, userId: string): Promise<void> {
    await refusals(this.#client.invite(conversationId, userId));
  }

  async acceptInvitation(conversationId: string): Promise<void> {
    await refusals(this.#client.acceptInvitation(conversationId));
  }

  async openDirect(userId: string): Promise<string> {
    return (await refusals(this.#client.openDirect(userId))).id;
  }

  async watch(conversationId: string): Promise<void> {
    await refusals(this.#client.watch(conversationId));
  }

  typing(conversationId: string): void {
    this.#client.typing(conversationId);
  }

  close(): void {
    for (const timeline of this.#timelines.values()) timeline.close();
    this.#client.close();
  }

  // Before the SDK applies the frame: what is noted here comes before the events that follow from it.
  #watchFrame(text: string): void {
    const [, logId] = /^\{"type":"events","logId":"([^"]+)"/.exec(text) ?? [];
    // The SDK drops what its user is not in, and a leak must be seen: so with activities.
    if (logId !== undefined && logId !== this.#client.user?.id && !this.#known.has(logId)) {
      const { events } = JSON.parse(text) as { events: readonly ReceivedEvent[] };
      for (const event of events) this.#listener.onDropped(logId, chatEvent(event));
    }
    if (text.startsWith('{"type":"typists"')) this.#shown("typing", JSON.parse(text) as DownFrameOf<"typists">);
    if (text.startsWith('{"type":"presence"')) this.#shown("online", JSON.parse(text) as DownFrameOf<"presence">);
    if (text.startsWith('{"type":"welcome"')) this.#welcomed(JSON.parse(text) as Welcome);
    else if (text.startsWith('{"type":"conversation"')) this.#answered(JSON.parse(text) as DownFrameOf<"conversation">);
    else if (text.startsWith('{"type":"events"') && /"type":"(joined|left)"/.test(text)) this.#ownLogGrew(JSON.parse(text));
  }

  #shown(activity: Activity, frame: DownFrameOf<"typists" | "presence">): void {
    const people = frame.type === "typists" ? frame.people : frame.online;
    this.#listener.onActivity(frame.conversationId, activity, idsOf(people));
  }

  #welcomed({ epoch, userHead, conversations }: Welcome): void {
    if (this.#epoch !== epoch) {
      this.#ownLogHead = userHead;
      this.#known.clear();
    }
    this.#epoch = epoch;
    this.#listener.onWelcome(epoch);
    const listed = new Set(conversations.map(({ id }) => id));
    // What was left while there was no connection is not in the list.
    for (const id of this.#known) if (!listed.has(id)) this.#known.delete(id);
    for (const { id, head } of conversations) this.#subscribed(id, head);
  }

  /** Over HTTP the answer to `join` can be here before the events; its head is a place to go on from as well. */
  #answered({ conversation }: DownFrameOf<"conversation">): void {
    this.#known.delete(conversation.id);
    this.#subscribed(conversation.id, conversation.head);
  }

  #ownLogGrew({ events }: { events: readonly OwnEvent[] }): void {
    for (const event of events) {
      if (event.seq <= this.#ownLogHead) continue;
      this.#ownLogHead = event.seq;
      if (event.type === "left") this.#known.delete(event.conversationId);
      if (event.type === "joined") this.#subscribed(event.conversation.id, event.conversation.head);
    }
  }

  #subscribed(conversationId: string, after: number): void {
    if (this.#known.has(conversationId)) return;
    this.#known.add(conversationId);
    this.#listener.onSubscribed(conversationId, after);
  }
}

type OwnEvent =
  | { readonly type: "joined"; readonly seq: number; readonly conversation: { readonly id: string; readonly head: number } }
  | { readonly type: "left"; readonly seq: number; readonly conversationId: string }
  | { readonly type: "read"; readonly seq: number };

function idsOf(people: readonly { readonly id: string }[]): string[] {
  return people.map(({ id }) => id);
}

/** `rate-limited` says that nothing was stored [P13]; the other errors that may pass leave it open. */
export async function refusals<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ShoalError)) throw error;
    throw new Refused(error.code, !error.isRetryable || error.code === "rate-limited");
  }
}
