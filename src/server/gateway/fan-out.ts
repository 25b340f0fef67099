import type { LogAppend } from "../storage/storage.ts";
import type { Connection, Subscription } from "./connection.ts";
import type { Costs } from "./costs.ts";
import { eventsFrames } from "./events-frames.ts";
import type { RecentFrames } from "./recent-frames.ts";
import type { CarrierName } from "./transport.ts";

interface Audience {
  readonly subscriptions: Set<Subscription>;
  /** The last seq that was committed, as far as is known since the first subscription. */
  head: number;
  pending: LogAppend[];
}

/**
 * Hands every committed event to every subscriber of its log, live.
 *
 * Once per event-loop turn each log that grew is serialised once, and the same string goes to all [P14]: nothing in a
 * frame depends on who receives it. A subscription at another position is left to `onBehind`, which continues
 * from the log.
 */
export class FanOut {
  readonly #recentFrames: RecentFrames;
  readonly #onBehind: (subscription: Subscription) => void;
  readonly #costs: Costs;
  readonly #audiences = new Map<string, Audience>();
  // A user's own log goes out first: `joined` comes before the first event of that conversation [P7].
  readonly #dirtyUserLogs = new Set<string>();
  readonly #dirtyConversations = new Set<string>();
  readonly #headTrackers = new Set<HeadTracker>();
  #isFlushScheduled = false;

  constructor(recentFrames: RecentFrames, onBehind: (subscription: Subscription) => void, costs: Costs) {
    this.#recentFrames = recentFrames;
    this.#onBehind = onBehind;
    this.#costs = costs;
  }

  /** `head` is where the log stands; delivery begins after `position`. */
  /** Frames of events that were handed to connections since the start. */
  deliveryCount = 0;

  subscribe(connection: Connection, logId: string, position: number, head = position): Subscription {
    const known = connection.subscriptions.get(logId);
    if (known !== undefined) return known;
    const subscription = { logId, connection, position, start: position };
    connection.subscriptions.set(logId, subscription);
    const audience = this.#audiences.get(logId);
    if (audience === undefined) this.#audiences.set(logId, { subscriptions: new Set([subscription]), head, pending: [] });
    else {
      audience.subscriptions.add(subscription);
      audience.head = Math.max(audience.head, head);
    }
    return subscription;
  }

  /** Whether nothing was committed after that place. */
  isAtHead({ logId, position }: Subscription): boolean {
    return this.#audiences.get(logId)?.head === position;
  }

  unsubscribe(connection: Connection, logId: string): void {
    const subscription = connection.subscriptions.get(logId);
    if (subscription === undefined) return;
    connection.subscriptions.delete(logId);
    // The user may no longer see what was not delivered yet [P7].
    connection.behind?.delete(subscription);
    const audience = this.#audiences.get(logId);
    audience?.subscriptions.delete(subscription);
    if (audience?.subscriptions.size !== 0) return;
    this.#audiences.delete(logId);
    this.#recentFrames.forget(logId);
  }

  unsubscribeAll(connection: Connection): void {
    for (const logId of [...connection.subscriptions.keys()]) this.unsubscribe(connection, logId);
  }

  *subscribers(logId: string): Iterable<Connection> {
    for (const { connection } of this.#audiences.get(logId)?.subscriptions ?? []) yield connection;
  }

  subscriberCount(logId: string): number {
    return this.#audiences.get(logId)?.subscriptions.size ?? 0;
  }

  /** Whether a commit to that log is told to anyone. */
  follows(logId: string): boolean {
    return this.#headTrackers.size > 0 || this.#audiences.has(logId);
  }

  /** Notes the heads of commits from now on, for a caller that reads a head from storage and subscribes afterwards [P9]. */
  trackHeads(): HeadTracker {
    const headTracker = new HeadTracker(() => this.#headTrackers.delete(headTracker));
    this.#headTrackers.add(headTracker);
    return headTracker;
  }

  committed(appends: readonly LogAppend[]): void {
    for (const append of appends) {
      for (const headTracker of this.#headTrackers) headTracker.heads.set(append.logId, lastSeq(append));
      const audience = this.#audiences.get(append.logId);
      if (audience === undefined) continue;
      audience.head = Math.max(audience.head, lastSeq(append));
      audience.pending.push(append);
      (append.kind === "user" ? this.#dirtyUserLogs : this.#dirtyConversations).add(append.logId);
    }
    if (this.#isFlushScheduled) return;
    this.#isFlushScheduled = true;
    setImmediate(() => this.#flush());
  }

  #flush(): void {
    this.#isFlushScheduled = false;
    for (const dirty of [this.#dirtyUserLogs, this.#dirtyConversations]) {
      for (const logId of dirty) {
        const audience = this.#audiences.get(logId);
        if (audience !== undefined) this.#flushLog(logId, audience);
      }
      dirty.clear();
    }
  }

  #flushLog(logId: string, audience: Audience): void {
    const appends = audience.pending;
    audience.pending = [];
    for (const frame of eventsFrames(logId, appends)) {
      const { after } = frame;
      const last = after + frame.events.length;
      const receivers = this.#costs.isOn ? receiversByCarrier(audience, after, last) : undefined;
      const begunAt = this.#costs.begin();
      const text = JSON.stringify(frame);
      const behind: Subscription[] = [];
      for (const subscription of audience.subscriptions) {
        if (subscription.position >= last) continue;
        const { connection } = subscription;
        if (subscription.position < after || connection.isCongested) {
          behind.push(subscription);
          continue;
        }
        connection.transmit(text);
        subscription.position = last;
      }
      this.deliveryCount += audience.subscriptions.size - behind.length;
      if (begunAt !== undefined && receivers !== undefined) this.#costs.fannedOut(text, begunAt, receivers);
      // Before anybody is behind: who catches up by recent frames needs this one too.
      if (behind.length > 0 || this.#recentFrames.has(logId)) this.#recentFrames.add(logId, { after, last, text });
      for (const subscription of behind) this.#onBehind(subscription);
    }
  }
}

/** The heads of the logs that grew while it watched. */
export class HeadTracker {
  readonly heads = new Map<string, number>();
  readonly #end: () => void;

  constructor(end: () => void) {
    this.#end = end;
  }

  end(): void {
    this.#end();
  }
}

/** How many connections of each transport are handed a frame: those at its place that take it. */
function receiversByCarrier({ subscriptions }: Audience, after: number, last: number): Map<CarrierName, number> {
  const receivers = new Map<CarrierName, number>();
  for (const { position, connection } of subscriptions) {
    const { carrier } = connection.transport;
    if (carrier === undefined || position >= last || position < after || connection.isCongested) continue;
    receivers.set(carrier, (receivers.get(carrier) ?? 0) + 1);
  }
  return receivers;
}

function lastSeq(append: LogAppend): number {
  return append.after + append.events.length;
}
