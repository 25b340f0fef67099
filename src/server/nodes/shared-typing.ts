import type { Clock, MonotonicMs } from "../../clock.ts";
import { limits } from "../../protocol/limits.ts";
import type { Person } from "../../protocol/people.ts";
import type { Bus } from "../bus/bus.ts";
import type { PresenceFeed } from "../gateway/presence-feed.ts";
import { RateLimiter } from "../limits/rate-limiter.ts";
import { publish, subscribe } from "./messages.ts";

/** Typing that goes on is told again when so much of its life is over. */
const TOLD_AGAIN_MS = limits.typingLifetimeMs / 3;
/** Of one user: a client that begins and stops without end is told of no more. What is not told wears off. */
const NEWS_PER_SECOND = 2;
const NEWS_AT_ONCE = 6;
/** Typing users who are remembered as told. */
const TOLD_MAX = 10_000;

interface SharedTypingParts {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly presenceFeed: PresenceFeed;
}

/** Who types at other nodes. What ends it in a log ends it at every node by itself. */
export class SharedTyping {
  readonly #parts: SharedTypingParts;
  readonly #pace: RateLimiter;
  /** By conversation and user, the oldest first. */
  readonly #told = new Map<string, MonotonicMs>();
  readonly #stop: () => void;

  constructor(parts: SharedTypingParts) {
    const { bus, clock, presenceFeed } = parts;
    this.#parts = parts;
    this.#pace = new RateLimiter({ perSecond: NEWS_PER_SECOND, burst: NEWS_AT_ONCE, clock });
    presenceFeed.onTyping = (...news) => this.#tell(...news);
    this.#stop = subscribe(bus, "typing", ({ conversationId, person, isTyping }) => {
      if (isTyping) presenceFeed.typingElsewhere(conversationId, person);
      else presenceFeed.typingStopped(conversationId, person.id);
    });
  }

  close(): void {
    this.#stop();
  }

  #tell(conversationId: string, person: Person, isTyping: boolean): void {
    const { bus, clock } = this.#parts;
    const key = `${conversationId} ${person.id}`;
    const toldAt = this.#told.get(key);
    this.#told.delete(key);
    const isTold = toldAt !== undefined && clock.elapsedMs(toldAt) < TOLD_AGAIN_MS;
    if (isTyping && isTold) this.#told.set(key, toldAt);
    if (isTyping === isTold || this.#pace.take(person.id) > 0) return;
    if (isTyping) this.#told.set(key, clock.monotonicNow());
    const [oldest] = this.#told.keys();
    if (this.#told.size > TOLD_MAX && oldest !== undefined) this.#told.delete(oldest);
    publish(bus, "typing", { conversationId, person, isTyping });
  }
}
