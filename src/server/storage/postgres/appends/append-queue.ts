import { personOf } from "../../sql/person-rows.ts";
import type { LogAppend, LogKind, NewMessage, StoredMessage } from "../../storage.ts";
import { asShoalError, StatementError } from "../connection/failure.ts";
import type { Pool } from "../connection/pool.ts";
import { storedText } from "../connection/stored-text.ts";
import type { OwnCommit } from "../feed/feed-follower.ts";
import { APPEND_LANES, laneOf } from "../locks.ts";
import { BATCHES_AT_ONCE_MAX, Turns } from "./turns.ts";

const MESSAGES_PER_BATCH_MAX = 512;
/** A batch whose connection was lost is sent again, because what was stored of it is known by its clientMessageIds. */
const RETRY_MS = [50, 200, 500, 1_000, 2_000];

interface AppendQueueOptions {
  readonly pool: Pick<Pool, "all">;
  /** Decides about what is not plain. */
  readonly appendByVerb: (message: NewMessage) => Promise<StoredMessage>;
  readonly onCommitted: (commit: OwnCommit) => void;
  /** Told of each batch: how many messages it had, and how long it took. */
  readonly onAnswered?: ((messageCount: number, tookMs: number) => void) | undefined;
}

interface Waiting {
  readonly message: NewMessage;
  /** When it is answered. */
  readonly settled: Promise<unknown>;
  readonly resolve: (stored: StoredMessage) => void;
  readonly reject: (error: unknown) => void;
}

interface BatchAnswer {
  readonly feed: number;
  readonly seen: number;
  readonly messages: readonly (readonly [
    place: number,
    seq: number,
    nickname: string,
    tone: number | null,
    picture: string | null,
  ])[];
  readonly logs: readonly (readonly [logId: string, kind: LogKind, after: number, messageCount: number])[];
}

const appendSql = "SELECT append_messages($1, $2::text::json) AS answer";

/**
 * The hot path: plain messages of a lane that come while a batch of it is being committed make the next one. Messages of one conversation are stored in the order in which they came, whichever way
 * they go.
 */
export class AppendQueue {
  readonly #options: AppendQueueOptions;
  readonly #turns = new Turns(BATCHES_AT_ONCE_MAX);
  readonly #lanes = Array.from(
    { length: APPEND_LANES + 1 },
    (_, lane) => new Lane(lane, this.#turns, (batch) => this.#commit(lane, batch)),
  );
  /** By conversation: the last message that goes by the verb. Until it is stored, those after it go the same way. */
  readonly #byVerb = new Map<string, Promise<unknown>>();
  /** By user: other verbs that wait for an answer. What the user says then comes after them. */
  readonly #verbCounts = new Map<string, number>();

  constructor(options: AppendQueueOptions) {
    this.#options = options;
  }

  append(message: NewMessage): Promise<StoredMessage> {
    const { conversationId } = message;
    const lane = this.#laneOf(conversationId);
    const isFree = !this.#byVerb.has(conversationId) && !this.#verbCounts.has(message.userId);
    if (isFree && isPlain(message)) return lane.add(message);
    return this.#appendByVerb(
      message,
      lane.settled((each) => each.conversationId === conversationId),
    );
  }

  /** Calls another verb for that user, after what they said before. */
  async inOrder<Result>(userId: string, call: () => Promise<Result>): Promise<Result> {
    this.#verbCounts.set(userId, (this.#verbCounts.get(userId) ?? 0) + 1);
    try {
      const earlier = this.#lanes.flatMap((lane) => lane.settled((each) => each.userId === userId) ?? []);
      if (earlier.length > 0) await Promise.all(earlier);
      return await call();
    } finally {
      const count = (this.#verbCounts.get(userId) ?? 0) - 1;
      if (count > 0) this.#verbCounts.set(userId, count);
      else this.#verbCounts.delete(userId);
    }
  }

  get waitingCount(): number {
    return this.#lanes.reduce((sum, lane) => sum + lane.waitingCount, 0);
  }

  /** When everything is answered that was asked. */
  async drain(): Promise<void> {
    while (this.waitingCount > 0 || this.#byVerb.size > 0) {
      await Promise.allSettled([...this.#byVerb.values(), ...this.#lanes.map((lane) => lane.drained())]);
    }
  }

  #laneOf(conversationId: string): Lane {
    const lane = this.#lanes[laneOf(conversationId)];
    if (lane === undefined) throw new Error("every conversation has a lane");
    return lane;
  }

  #appendByVerb(message: NewMessage, before: Promise<unknown> | undefined): Promise<StoredMessage> {
    const { conversationId } = message;
    const earlier = [before, this.#byVerb.get(conversationId)].filter((each) => each !== undefined);
    // At once where nothing comes before it: the calls of one turn stay in order.
    const stored =
      earlier.length === 0
        ? this.#options.appendByVerb(message)
        : Promise.all(earlier).then(() => this.#options.appendByVerb(message));
    const settled = stored.then(
      () => {},
      () => {},
    );
    this.#noteByVerb(conversationId, settled);
    return stored;
  }

  async #commit(lane: number, batch: readonly Waiting[]): Promise<void> {
    const startedAt = performance.now();
    try {
      const answer = await this.#send(lane, batch);
      this.#options.onAnswered?.(batch.length, performance.now() - startedAt);
      this.#take(lane, batch, answer);
    } catch (error) {
      for (const { reject } of batch) reject(asShoalError(error));
    }
  }

  async #send(lane: number, batch: readonly Waiting[]): Promise<BatchAnswer> {
    const given = JSON.stringify(
      batch.map(({ message }, place) => ({
        ...{
          place,
          conversation: message.conversationId,
          author: message.userId,
          message: message.clientMessageId,
          at: message.at,
        },
        body: storedText(message.text.toWellFormed()),
      })),
    );
    for (let tries = 0; ; tries += 1) {
      try {
        const [row] = await this.#options.pool.all<{ answer: BatchAnswer | string }>(appendSql, [lane, given]);
        if (row === undefined) throw new Error("a function answers");
        return typeof row.answer === "string" ? (JSON.parse(row.answer) as BatchAnswer) : row.answer;
      } catch (error) {
        // 23505: the same message is being stored in another lane.
        const isWorthTrying =
          error instanceof StatementError && (error.isConnectionLost || error.isConflict || error.state === "23505");
        const waitMs = RETRY_MS[tries];
        if (!isWorthTrying || waitMs === undefined) throw error;
        await new Promise((resolve) => setTimeout(resolve, waitMs * (0.5 + Math.random() / 2)));
      }
    }
  }

  #take(lane: number, batch: readonly Waiting[], { feed, seen, messages, logs }: BatchAnswer): void {
    const placed = new Map(messages.map((each) => [each[0], each]));
    const appends = new Map(
      logs.map(([logId, kind, after, messageCount]) => [
        logId,
        { logId, kind, after, messageCount, events: [] as LogAppend["events"][number][] },
      ]),
    );
    const left = batch.filter((_, place) => !placed.has(place));
    for (const [conversationId, ofConversation] of Map.groupBy(left, ({ message }) => message.conversationId)) {
      this.#goByVerb(conversationId, ofConversation);
    }
    for (const [place, waiting] of batch.entries()) {
      const { conversationId, userId, clientMessageId, at, text } = waiting.message;
      const row = placed.get(place);
      if (row === undefined) continue;
      const [, seq, nickname, tone, picture] = row;
      const by = personOf({ id: userId, nickname, tone, picture });
      appends.get(conversationId)?.events.push({ seq, at, type: "message", by, clientMessageId, text: text.toWellFormed() });
      waiting.resolve({ seq, at, isDuplicate: false });
    }
    if (appends.size === 0) return;
    // A microtask later, the callers that await these promises have gone on already.
    queueMicrotask(() => this.#options.onCommitted({ lane, feedId: feed, seen, appends: [...appends.values()] }));
  }

  /**
   * Those that wait in the lane follow them. Whatever goes by the verb in that conversation already came after all of these, and waits for them: they must not wait for it.
   */
  #goByVerb(conversationId: string, first: readonly Waiting[]): void {
    let settled: Promise<unknown> = Promise.resolve();
    for (const { message, resolve, reject } of [...first, ...this.#laneOf(conversationId).takeOf(conversationId)]) {
      settled = settled.then(() => this.#options.appendByVerb(message)).then(resolve, reject);
    }
    if (!this.#byVerb.has(conversationId)) this.#noteByVerb(conversationId, settled);
  }

  /** What comes from now on waits for it. */
  #noteByVerb(conversationId: string, settled: Promise<unknown>): void {
    this.#byVerb.set(conversationId, settled);
    void settled.then(() => {
      if (this.#byVerb.get(conversationId) === settled) this.#byVerb.delete(conversationId);
    });
  }
}

function isPlain({ mentions = [], replyTo, files = [], data }: NewMessage): boolean {
  return mentions.length === 0 && replyTo === undefined && files.length === 0 && data === undefined;
}

/** One batch of a lane is on its way at a time. */
class Lane {
  readonly lane: number;
  readonly #turns: Turns;
  readonly #commit: (batch: readonly Waiting[]) => Promise<void>;
  #waiting: Waiting[] = [];
  #inFlight: readonly Waiting[] = [];
  #run: Promise<void> | undefined;

  constructor(lane: number, turns: Turns, commit: (batch: readonly Waiting[]) => Promise<void>) {
    this.lane = lane;
    this.#turns = turns;
    this.#commit = commit;
  }

  get waitingCount(): number {
    return this.#waiting.length + this.#inFlight.length;
  }

  add(message: NewMessage): Promise<StoredMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<StoredMessage>();
    const settled = promise.catch(() => {});
    this.#waiting.push({ message, settled, resolve, reject });
    this.#run ??= this.#runAll();
    return promise;
  }

  /** When the messages of which that is true are answered; undefined when there are none. */
  settled(isMeant: (message: NewMessage) => boolean): Promise<unknown> | undefined {
    const meant = [...this.#inFlight, ...this.#waiting].filter(({ message }) => isMeant(message));
    return meant.length > 0 ? Promise.all(meant.map(({ settled }) => settled)) : undefined;
  }

  drained(): Promise<void> | undefined {
    return this.#run;
  }

  takeOf(conversationId: string): Waiting[] {
    const taken = this.#waiting.filter(({ message }) => message.conversationId === conversationId);
    if (taken.length > 0) this.#waiting = this.#waiting.filter(({ message }) => message.conversationId !== conversationId);
    return taken;
  }

  async #runAll(): Promise<void> {
    // The calls of one turn of the event loop go together.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      await this.#turns.take();
      const batch = this.#nextBatch();
      this.#inFlight = batch;
      await this.#commit(batch);
      this.#inFlight = [];
      this.#turns.give();
    }
    this.#run = undefined;
  }

  /** A message that is there twice waits for the next one, and finds itself stored. */
  #nextBatch(): Waiting[] {
    const batch: Waiting[] = [];
    const later: Waiting[] = [];
    const ids = new Set<string>();
    const waitingConversations = new Set<string>();
    for (const waiting of this.#waiting) {
      const { userId, clientMessageId, conversationId } = waiting.message;
      const id = `${userId} ${clientMessageId}`;
      if (batch.length >= MESSAGES_PER_BATCH_MAX || ids.has(id) || waitingConversations.has(conversationId)) {
        later.push(waiting);
        waitingConversations.add(conversationId);
        continue;
      }
      ids.add(id);
      batch.push(waiting);
    }
    this.#waiting = later;
    return batch;
  }
}
