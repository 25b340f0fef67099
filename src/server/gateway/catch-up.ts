import { limits } from "../../protocol/limits.ts";
import type { Log } from "../log.ts";
import type { Storage } from "../storage/storage.ts";
import type { Connection, Subscription } from "./connection.ts";
import { eventsFrames } from "./events-frames.ts";
import type { RecentFrames } from "./recent-frames.ts";

/**
 * Brings connections that are behind up to date from the log, page by page, as fast as they take it: after a reconnect,
 * after a hole, after a slow spell. It is the same for all three [P9, P16, P18].
 */
export class CatchUp {
  readonly #storage: Pick<Storage, "readLog">;
  readonly #recentFrames: RecentFrames;
  readonly #log: Log;

  constructor(storage: Pick<Storage, "readLog">, recentFrames: RecentFrames, log: Log) {
    this.#storage = storage;
    this.#recentFrames = recentFrames;
    this.#log = log;
  }

  add(subscription: Subscription): void {
    this.note(subscription);
    this.continue(subscription.connection);
  }

  /** For a connection that cannot go on yet. */
  note(subscription: Subscription): void {
    const { connection } = subscription;
    connection.behind ??= new Set();
    connection.behind.add(subscription);
  }

  /** Continues where a slow connection made it stop. */
  continue(connection: Connection): void {
    if (connection.isCatchingUp || connection.isCongested || connection.behind === undefined) return;
    this.#run(connection, connection.behind).catch((error: unknown) => connection.fail(error, this.#log));
  }

  async #run(connection: Connection, behind: Set<Subscription>): Promise<void> {
    connection.isCatchingUp = true;
    try {
      while (connection.isOpen && !connection.isCongested) {
        const next = firstOf(behind, connection);
        if (next === undefined) break;
        if (this.#sendRecent(next) || (await this.#sendPage(next))) behind.delete(next);
      }
    } finally {
      connection.isCatchingUp = false;
    }
    if (behind.size > 0) return;
    connection.behind = undefined;
    connection.transport.idle?.();
  }

  /** Sends recent live frames, when they are all that is missing. True when the position is up to date. */
  #sendRecent(subscription: Subscription): boolean {
    const { connection, logId } = subscription;
    for (const { text, last } of this.#recentFrames.since(logId, subscription.position) ?? []) {
      if (connection.isCongested) return false;
      connection.deliver(text);
      subscription.position = last;
    }
    return this.#recentFrames.since(logId, subscription.position)?.length === 0;
  }

  /** Sends one page. True when the position is up to date: later commits come live. */
  async #sendPage(subscription: Subscription): Promise<boolean> {
    const { connection, logId, position } = subscription;
    const page = await this.#storage.readLog(logId, { after: position, limit: limits.eventsPerFrameMax });
    if (!connection.isOpen || !isSubscribed(subscription)) return true;
    if (connection.isCongested) return false;
    if (subscription.position !== position) return false; // moved meanwhile: by a live frame, by `resume`, by a new request
    if (position > page.head) return this.#skip(subscription, "replaced");
    if (position < page.floor) return this.#skip(subscription, "trimmed");
    if (page.head - position > limits.catchUpEventsMax) return this.#skip(subscription, "far");
    if (page.events.length === 0) return true;
    for (const frame of eventsFrames(logId, [page])) connection.send(frame);
    subscription.position = position + page.events.length;
    return false;
  }

  /** Moves the position to where live events can follow, and tells the client [P17]. */
  async #skip(subscription: Subscription, reason: "far" | "replaced" | "trimmed"): Promise<boolean> {
    const { connection, logId, position } = subscription;
    const { head, messageCount } = await this.#storage.readLog(logId, { limit: 1 });
    if (!connection.isOpen || connection.isCongested) return false;
    if (!isSubscribed(subscription) || subscription.position !== position) return false;
    connection.send({ type: "gap", logId, after: head, messageCount, reason });
    subscription.position = head;
    return false;
  }
}

// The user's own log first: it tells of conversations before their events come [P7].
function firstOf(behind: Set<Subscription>, connection: Connection): Subscription | undefined {
  const own = connection.session && connection.subscriptions.get(connection.session.user.id);
  if (own !== undefined && behind.has(own)) return own;
  for (const subscription of behind) return subscription;
  return undefined;
}

function isSubscribed(subscription: Subscription): boolean {
  return subscription.connection.subscriptions.get(subscription.logId) === subscription;
}
