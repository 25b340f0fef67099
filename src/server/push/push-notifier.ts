import { createHash } from "node:crypto";
import type { Clock, MonotonicMs } from "../../clock.ts";
import { RateLimiter } from "../limits/rate-limiter.ts";
import type { Log } from "../log.ts";
import type { PushRecords, PushTarget, PushTargets } from "../storage/push-records.ts";
import type { LogAppend } from "../storage/storage.ts";
import { type Deliveries, type Delivery, ignoreUnavailable } from "./deliveries.ts";
import { encryptPush } from "./encrypt.ts";
import { payloadOf } from "./payload.ts";
import { isQuiet } from "./quiet-hours.ts";
import type { Vapid } from "./vapid.ts";

/** A user who reads the message within this time is not told of it. All messages of a conversation in this time are one. */
export const PUSH_DELAY_MS = 8_000;
/** How long a push service keeps a message for a device that is switched off. */
const TIME_TO_LIVE_S = 12 * 60 * 60;
/** Conversations whose messages wait for `PUSH_DELAY_MS`, or to be looked at. What is beyond is not pushed. */
export const PENDING_CONVERSATIONS_MAX = 10_000;
/** Members that are looked at in one step. */
const MEMBERS_PER_STEP = 200;
/** Messages to one device: so many at once, and so many in the long run. */
export const PUSHES_AT_ONCE = 10;
const PUSHES_PER_SECOND = 0.1;
/** The length of a message says little of its text. */
const PADDED_TO_BYTES = 512;

/** Those of the sessions whose clients gave a sign of life since then, at any node. */
export type HeardSessions = (
  sessions: readonly { readonly userId: string; readonly sessionId: string }[],
  since: MonotonicMs,
) => Promise<ReadonlySet<string>>;

interface PushNotifierOptions {
  readonly storage: PushRecords;
  readonly clock: Clock;
  readonly log: Log;
  readonly vapid: Vapid;
  readonly deliveries: Deliveries;
  readonly heardSessions: HeardSessions;
}

interface Pending {
  readonly conversationId: string;
  /** The seq before the first message. */
  readonly since: number;
  readonly firstAt: MonotonicMs;
  readonly cancel: () => void;
}

/**
 * Tells devices whose page is closed of messages that call their users [P130]. A commit costs one entry of a map; who is to be told is
 * read from the storage a little later, a page of members at a time, one conversation after the other. All of it is in memory: a
 * message that was sent just before a restart is not pushed.
 */
export class PushNotifier {
  readonly #options: PushNotifierOptions;
  readonly #pending = new Map<string, Pending>();
  readonly #pace: RateLimiter;
  #looking: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(options: PushNotifierOptions) {
    this.#options = options;
    this.#pace = new RateLimiter({ perSecond: PUSHES_PER_SECOND, burst: PUSHES_AT_ONCE, clock: options.clock });
  }

  /** Storage calls this after each commit. */
  committed(appends: readonly LogAppend[]): void {
    for (const { logId, kind, after, events } of appends) {
      if (kind !== "user" && events.some(({ type }) => type === "message")) this.#note(logId, after);
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const { cancel } of this.#pending.values()) cancel();
    this.#pending.clear();
    this.#options.deliveries.close();
  }

  #note(conversationId: string, since: number): void {
    if (this.#isClosed || this.#pending.has(conversationId) || this.#pending.size >= PENDING_CONVERSATIONS_MAX) return;
    const { clock, log } = this.#options;
    const cancel = clock.after(PUSH_DELAY_MS, () => {
      this.#looking = this.#looking
        .then(() => this.#look(pending))
        .catch(ignoreUnavailable)
        .catch((error: unknown) => log.error("push messages could not be made", error));
    });
    const pending = { conversationId, since, firstAt: clock.monotonicNow(), cancel };
    this.#pending.set(conversationId, pending);
  }

  async #look(pending: Pending): Promise<void> {
    const { storage, deliveries } = this.#options;
    const { conversationId, since } = pending;
    // What comes from now on is a message of its own.
    this.#pending.delete(conversationId);
    let after: string | undefined = "";
    while (after !== undefined && deliveries.hasRoom) {
      const page: PushTargets = await storage.listPushTargets({ conversationId, since, after, limit: MEMBERS_PER_STEP });
      const wanted = await this.#wanted(page.items, pending);
      for (const target of wanted) {
        if (this.#pace.take(target.sessionId) > 0) continue;
        const delivery = this.#delivery(target, page, pending);
        if (delivery !== undefined) deliveries.add(delivery);
      }
      after = page.next;
    }
  }

  /** Devices that want it now. A page that is open there, and not frozen, tells the user itself. */
  async #wanted(targets: readonly PushTarget[], { firstAt }: Pending): Promise<readonly PushTarget[]> {
    const { clock, heardSessions } = this.#options;
    const now = clock.now();
    const reachable = targets.filter(
      ({ quiet, silentUntil = 0 }) => now >= silentUntil && !(quiet !== undefined && isQuiet(quiet, now)),
    );
    if (reachable.length === 0) return [];
    const heard = await heardSessions(reachable, firstAt);
    return reachable.filter(({ sessionId }) => !heard.has(sessionId));
  }

  #delivery(target: PushTarget, { messages, roomName }: PushTargets, pending: Pending): Delivery | undefined {
    const { storage, vapid } = this.#options;
    const { conversationId } = pending;
    const { endpoint, keys, content, sessionId, isCall } = target;
    const message = messages.find(({ seq }) => seq === target.seq);
    if (message === undefined) return undefined;
    return {
      endpoint,
      request: () => ({
        headers: {
          Authorization: vapid.authorization(endpoint),
          "Content-Encoding": "aes128gcm",
          "Content-Type": "application/octet-stream",
          TTL: String(TIME_TO_LIVE_S),
          // Of several messages of one conversation the service keeps the last.
          Topic: topicOf(conversationId),
          Urgency: isCall ? "high" : "normal",
        },
        body: encryptPush(payloadOf(message, { conversationId, roomName, content }), keys, { paddedTo: PADDED_TO_BYTES }),
      }),
      again: async () => {
        const page = await storage.findPushTarget(conversationId, pending.since, sessionId);
        const [now] = await this.#wanted(page.items, pending);
        return now === undefined ? undefined : this.#delivery(now, page, pending);
      },
    };
  }
}

/** Opaque, so that a push service does not learn the conversation's id; 32 characters are allowed. */
function topicOf(conversationId: string): string {
  return createHash("sha256").update(conversationId).digest("base64url").slice(0, 32);
}
