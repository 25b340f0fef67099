import type { Clock, MonotonicMs } from "../../clock.ts";
import { limits } from "../../protocol/limits.ts";
import type { Person } from "../../protocol/people.ts";

interface Typist {
  readonly person: Person;
  readonly typedAt: MonotonicMs;
}

/** The typing users of each conversation. Typing expires; nothing of it is stored. */
export class Typing {
  readonly #clock: Clock;
  readonly #conversations = new Map<string, Map<string, Typist>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Says whether that is news. */
  started(conversationId: string, person: Person): boolean {
    const typist = { person, typedAt: this.#clock.monotonicNow() };
    const typists = this.#conversations.get(conversationId);
    if (typists === undefined) {
      this.#conversations.set(conversationId, new Map([[person.id, typist]]));
      return true;
    }
    const isNews = !typists.has(person.id);
    typists.set(person.id, typist);
    return isNews;
  }

  /** The typing users of that conversation. Says whether that is news. */
  allStopped(conversationId: string): boolean {
    return this.#conversations.delete(conversationId);
  }

  /** Says whether that is news. */
  stopped(conversationId: string, userId: string): boolean {
    const typists = this.#conversations.get(conversationId);
    if (!typists?.delete(userId)) return false;
    if (typists.size === 0) this.#conversations.delete(conversationId);
    return true;
  }

  /** The conversations where a user's typing wore off since the last call. */
  expire(): string[] {
    const changed: string[] = [];
    for (const [conversationId, typists] of this.#conversations) {
      const expired = [...typists].filter(([, typist]) => this.#clock.elapsedMs(typist.typedAt) >= limits.typingLifetimeMs);
      for (const [userId] of expired) this.stopped(conversationId, userId);
      if (expired.length > 0) changed.push(conversationId);
    }
    return changed;
  }

  in(conversationId: string): Person[] {
    return [...(this.#conversations.get(conversationId)?.values() ?? [])].map(({ person }) => person);
  }
}
