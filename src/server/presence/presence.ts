import type { Clock } from "../../clock.ts";
import { limits } from "../../protocol/limits.ts";
import type { Person } from "../../protocol/people.ts";

interface Present {
  person: Person;
  readonly conversationIds: Set<string>;
  connectionCount: number;
  cancelDeparture: (() => void) | undefined;
}

type PresenceListener = (conversationId: string, person: Person, isOnline: boolean) => void;

/**
 * The online users of each conversation. A user is online from the first connection to `presenceLeaveDelayMs` after the last one, so
 * that a reload does not count as leaving.
 */
export class Presence {
  readonly #clock: Clock;
  /** Called for every change. */
  onChange: PresenceListener = () => {};
  readonly #present = new Map<string, Present>();
  readonly #online = new Map<string, Map<string, Person>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  isOnline(userId: string): boolean {
    return this.#present.has(userId);
  }

  /** Those who are online among the members of a conversation. */
  onlineIn(conversationId: string): ReadonlyMap<string, Person> {
    return this.#online.get(conversationId) ?? noPeople;
  }

  /** A connection of `person` is live. */
  connected(person: Person, conversationIds: readonly string[]): void {
    const present = this.#present.get(person.id);
    if (present !== undefined) {
      present.cancelDeparture?.();
      present.cancelDeparture = undefined;
      present.connectionCount += 1;
      return;
    }
    this.#present.set(person.id, {
      person,
      conversationIds: new Set(conversationIds),
      connectionCount: 1,
      cancelDeparture: undefined,
    });
    for (const conversationId of conversationIds) this.#appear(conversationId, person);
  }

  /** A connection of that person ended. */
  disconnected(userId: string): void {
    const present = this.#present.get(userId);
    if (present === undefined) return;
    present.connectionCount -= 1;
    if (present.connectionCount > 0) return;
    present.cancelDeparture = this.#clock.after(limits.presenceLeaveDelayMs, () => this.#depart(present));
  }

  /** The person has another nickname or tone; who is online stays the same. */
  changed(person: Person): void {
    const present = this.#present.get(person.id);
    if (present === undefined) return;
    present.person = person;
    for (const conversationId of present.conversationIds) this.#online.get(conversationId)?.set(person.id, person);
  }

  joined(userId: string, conversationId: string): void {
    const present = this.#present.get(userId);
    if (present === undefined || present.conversationIds.has(conversationId)) return;
    present.conversationIds.add(conversationId);
    this.#appear(conversationId, present.person);
  }

  left(userId: string, conversationId: string): void {
    const present = this.#present.get(userId);
    if (present?.conversationIds.delete(conversationId)) this.#vanish(conversationId, present.person);
  }

  /** Forgets everybody, and the timers with them. */
  close(): void {
    for (const present of this.#present.values()) present.cancelDeparture?.();
    this.#present.clear();
    this.#online.clear();
  }

  #depart(present: Present): void {
    this.#present.delete(present.person.id);
    for (const conversationId of present.conversationIds) this.#vanish(conversationId, present.person);
  }

  #appear(conversationId: string, person: Person): void {
    const online = this.#online.get(conversationId);
    if (online === undefined) this.#online.set(conversationId, new Map([[person.id, person]]));
    else online.set(person.id, person);
    this.onChange(conversationId, person, true);
  }

  #vanish(conversationId: string, person: Person): void {
    const online = this.#online.get(conversationId);
    online?.delete(person.id);
    if (online?.size === 0) this.#online.delete(conversationId);
    this.onChange(conversationId, person, false);
  }
}

const noPeople: ReadonlyMap<string, Person> = new Map();
