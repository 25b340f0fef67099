import type { Clock } from "../clock.ts";
import type { AnyErrorCode } from "../protocol/errors.ts";
import { ShoalError } from "../protocol/errors.ts";
import type { Sent } from "../protocol/frames/send.ts";
import type { MessageEvent } from "../protocol/messages.ts";
import type { OutboxEntry, OutboxStore } from "./outbox-store.ts";

/** Entries at a time; one more is refused with `rate-limited`. */
export const OUTBOX_ENTRIES_MAX = 1_000;
/** How long the first message waits for the store's content. */
export const OUTBOX_LOAD_MAX_MS = 5_000;
/** A message that is not answered on a live connection is sent again after this long. */
export const SEND_ANSWER_MAX_MS = 20_000;
/** Messages on their way at a time, in all conversations together: a long outbox is no flood [P21]. */
export const SENDS_IN_FLIGHT_MAX = 16;
/** The wait before a refused message is sent again, when the server does not say: it doubles from here … */
export const RESEND_WAIT_MIN_MS = 1_000;
/** … up to here. */
export const RESEND_WAIT_MAX_MS = 20_000;
/** Added at random to the server's `retryAfterMs`, so that clients do not all come back at once. */
const RESEND_JITTER_MS = 250;

/** These speak of the session, not of the message: it is sent after the next sign-in. */
const sessionErrors: ReadonlySet<AnyErrorCode> = new Set(["unauthenticated", "signed-out", "replaced"]);

export interface OutboxOptions {
  readonly store: OutboxStore;
  readonly clock: Clock;
  readonly random: () => number;
  readonly transmit: (entry: OutboxEntry) => void;
  /** A message is on the server's disk; it leaves the outbox after this. */
  readonly onSent: (sent: Sent) => void;
  readonly onChange: (entries: readonly OutboxEntry[]) => void;
}

/**
 * One lane per conversation: at most one message is on its way, and the next leaves after its acknowledgement. With more
 * of them on their way, one that is refused (too fast, disk full) would be overtaken by those behind it.
 */
interface Lane {
  /** On its way. */
  sending?: string | undefined;
  /** Ends the wait for the answer, or the wait before sending again. */
  cancelTimer?: (() => void) | undefined;
  refusalCount: number;
}

type NewMessage = Omit<OutboxEntry, "createdAt" | "state" | "error">;

interface Deferred {
  readonly promise: Promise<Sent>;
  readonly resolve: (sent: Sent) => void;
  readonly reject: (error: ShoalError) => void;
}

/** Holds messages until they are acknowledged, over any number of connections. */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #lanes = new Map<string, Lane>();
  readonly #deferred = new Map<string, Deferred>();
  readonly #cancelLoadTimer: () => void;
  #entries: readonly OutboxEntry[] = [];
  #stored: Promise<void>;
  #isLoaded = false;
  #isLive = false;
  #closedBy: ShoalError | undefined;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#cancelLoadTimer = options.clock.after(OUTBOX_LOAD_MAX_MS, () => this.#onLoaded([]));
    this.#stored = this.#load();
  }

  /** In the order in which they were written. */
  get entries(): readonly OutboxEntry[] {
    return this.#entries;
  }

  /** The same message again gives the same promise [P10]. Throws `conflict` and `rate-limited`. */
  add(message: NewMessage): Promise<Sent> {
    if (this.#closedBy !== undefined) throw this.#closedBy;
    const known = this.#find(message.clientMessageId);
    if (known !== undefined) {
      if (!isSameMessage(known, message)) throw new ShoalError("conflict");
      const { promise } = this.#defer(message.clientMessageId);
      this.retry(message.clientMessageId);
      return promise;
    }
    if (this.#entries.length >= OUTBOX_ENTRIES_MAX) {
      throw new ShoalError("rate-limited", { message: `${OUTBOX_ENTRIES_MAX} messages wait to be sent already.` });
    }
    const entry: OutboxEntry = { ...message, createdAt: this.#options.clock.now(), state: "sending" };
    const { promise } = this.#defer(entry.clientMessageId);
    this.#set([...this.#entries, entry]);
    this.#store((store) => store.put(entry));
    this.#pump();
    return promise;
  }

  retry(clientMessageId: string): void {
    const failed = this.#find(clientMessageId);
    if (failed?.state !== "failed") return;
    const { error: _, ...rest } = failed;
    this.#replace({ ...rest, state: "sending" });
    this.#pump();
  }

  discard(clientMessageId: string): void {
    if (this.#find(clientMessageId)?.state === "failed") this.#remove(clientMessageId);
  }

  /** A connection is live: everything that is not acknowledged is sent again, oldest first. */
  resume(): void {
    this.#isLive = true;
    this.#pump();
  }

  /** The connection is lost: sent messages may or may not have arrived. */
  pause(): void {
    this.#isLive = false;
    for (const lane of this.#lanes.values()) lane.cancelTimer?.();
    this.#lanes.clear();
  }

  acknowledge(sent: Sent): void {
    const entry = this.#find(sent.clientMessageId);
    if (entry === undefined) return;
    this.#freeLane(entry);
    this.#options.onSent(sent);
    this.#remove(sent.clientMessageId);
    this.#deferred.get(sent.clientMessageId)?.resolve(sent);
    this.#deferred.delete(sent.clientMessageId);
    this.#pump();
  }

  /** The user's own message, read from the log: an acknowledgement as good as any. */
  acknowledgeByEvent(conversationId: string, { clientMessageId, seq, at }: MessageEvent): void {
    if (this.#find(clientMessageId)?.conversationId !== conversationId) return;
    this.acknowledge({ type: "sent", clientMessageId, conversationId, seq, at, isDuplicate: false });
  }

  refuse(clientMessageId: string, error: ShoalError): void {
    const entry = this.#find(clientMessageId);
    const lane = entry && this.#lanes.get(entry.conversationId);
    if (entry === undefined || lane?.sending !== clientMessageId) return;
    if (error.isRetryable || sessionErrors.has(error.code)) this.#sendAgainLater(lane, error.retryAfterMs);
    else this.#fail(entry, error);
  }

  /** Stops sending. The store keeps the rest for the next client. */
  close(error: ShoalError): void {
    this.pause();
    this.#closedBy = error;
    this.#cancelLoadTimer();
    for (const { reject } of this.#deferred.values()) reject(error);
    this.#deferred.clear();
  }

  async #load(): Promise<void> {
    try {
      this.#onLoaded(await this.#options.store.load());
    } catch {
      this.#onLoaded([]);
    }
  }

  #onLoaded(loaded: readonly OutboxEntry[]): void {
    this.#cancelLoadTimer();
    if (this.#closedBy !== undefined) return;
    this.#isLoaded = true;
    const older = loaded.filter((entry) => this.#find(entry.clientMessageId) === undefined);
    if (older.length > 0) this.#set([...older.toSorted((a, b) => a.createdAt - b.createdAt), ...this.#entries]);
    this.#pump();
  }

  #fail(entry: OutboxEntry, error: ShoalError): void {
    this.#freeLane(entry);
    this.#replace({ ...entry, state: "failed", error });
    this.#deferred.get(entry.clientMessageId)?.reject(error);
    this.#deferred.delete(entry.clientMessageId);
    this.#pump();
  }

  #pump(): void {
    if (!this.#isLive || !this.#isLoaded) return;
    let inFlight = [...this.#lanes.values()].filter((lane) => lane.sending !== undefined).length;
    for (const entry of this.#entries) {
      if (inFlight >= SENDS_IN_FLIGHT_MAX) return;
      if (entry.state !== "sending" || this.#isBusy(entry.conversationId)) continue;
      inFlight += 1;
      this.#sendNow(entry);
    }
  }

  #isBusy(conversationId: string): boolean {
    return this.#lanes.get(conversationId)?.cancelTimer !== undefined;
  }

  #sendNow(entry: OutboxEntry): void {
    const lane = this.#lanes.get(entry.conversationId) ?? { refusalCount: 0 };
    this.#lanes.set(entry.conversationId, lane);
    lane.sending = entry.clientMessageId;
    this.#occupy(lane, SEND_ANSWER_MAX_MS);
    this.#options.transmit(entry);
  }

  #sendAgainLater(lane: Lane, retryAfterMs: number | undefined): void {
    const boundMs = Math.min(RESEND_WAIT_MAX_MS, RESEND_WAIT_MIN_MS * 2 ** lane.refusalCount);
    const random = this.#options.random();
    lane.sending = undefined;
    lane.refusalCount += 1;
    this.#occupy(lane, retryAfterMs === undefined ? boundMs * (0.5 + random / 2) : retryAfterMs + random * RESEND_JITTER_MS);
  }

  #occupy(lane: Lane, waitMs: number): void {
    lane.cancelTimer?.();
    lane.cancelTimer = this.#options.clock.after(waitMs, () => {
      lane.sending = undefined;
      lane.cancelTimer = undefined;
      this.#pump();
    });
  }

  #freeLane({ conversationId, clientMessageId }: OutboxEntry): void {
    const lane = this.#lanes.get(conversationId);
    if (lane?.sending !== clientMessageId) return;
    lane.cancelTimer?.();
    this.#lanes.delete(conversationId);
  }

  #find(clientMessageId: string): OutboxEntry | undefined {
    return this.#entries.find((entry) => entry.clientMessageId === clientMessageId);
  }

  #replace(changed: OutboxEntry): void {
    this.#set(this.#entries.map((entry) => (entry.clientMessageId === changed.clientMessageId ? changed : entry)));
    this.#store((store) => store.put(changed));
  }

  #remove(clientMessageId: string): void {
    this.#set(this.#entries.filter((entry) => entry.clientMessageId !== clientMessageId));
    this.#store((store) => store.delete(clientMessageId));
  }

  #set(entries: readonly OutboxEntry[]): void {
    this.#entries = entries;
    this.#options.onChange(entries);
  }

  // One after the other, or a delete could be overtaken by its own put. A store that fails costs durability only.
  #store(write: (store: OutboxStore) => Promise<void>): void {
    this.#stored = this.#stored.then(() => write(this.#options.store)).catch(() => {});
  }

  #defer(clientMessageId: string): Deferred {
    const known = this.#deferred.get(clientMessageId);
    if (known !== undefined) return known;
    const deferred = newDeferred();
    this.#deferred.set(clientMessageId, deferred);
    return deferred;
  }
}

function isSameMessage(one: NewMessage, other: NewMessage): boolean {
  return contentOf(one) === contentOf(other);
}

function contentOf({ conversationId, text, mentions = [], replyTo, files = [], data }: NewMessage): string {
  const ranges = mentions.map(({ start, length, userId }) => [start, length, userId]);
  return JSON.stringify([conversationId, text, ranges, replyTo, files.map(({ id }) => id), data]);
}

// Promise.withResolvers is younger than the runtimes that the SDK runs in.
function newDeferred(): Deferred {
  let settle: Omit<Deferred, "promise"> | undefined;
  const promise = new Promise<Sent>((resolve, reject) => {
    settle = { resolve, reject };
  });
  if (settle === undefined) throw new Error("A promise calls its executor at once.");
  // A caller that looks at the entries need not handle the promise as well.
  promise.catch(() => {});
  return { promise, ...settle };
}
