import type { Clock } from "../../clock.ts";
import { limits } from "../../protocol/limits.ts";
import type { Person } from "../../protocol/people.ts";

/** A user as one node has them: their connections there, and where they are seen online. */
export interface NodePresence {
  readonly person: Person;
  readonly conversationIds: readonly string[];
  readonly connectionCount: number;
}

interface Present {
  person: Person;
  conversationIds: Set<string>;
  connectionCount: number;
  cancelDeparture: (() => void) | undefined;
  /** Has a connection here, or had one until a moment ago: this node then knows best where the user is seen. */
  isHere: boolean;
  /** What other nodes tell, by node: the last one that told it comes last. Missing unless one has the user. */
  elsewhere: Map<string, NodePresence> | undefined;
}

type PresenceListener = (conversationId: string, person: Person, isOnline: boolean) => void;

/**
 * The online users of each conversation. A user is online from the first connection to `presenceLeaveDelayMs` after the last one, so
 * that a reload does not count as leaving; and while another node has a connection of theirs.
 */
export class Presence {
  readonly #clock: Clock;
  /** Called for every change. */
  onChange: PresenceListener = () => {};
  /** Called once for each user who comes online or goes. */
  onPerson: (userId: string, isOnline: boolean) => void = () => {};
  /** Called when the last connection here is over for good; the user may be online elsewhere. */
  onGoneHere: (userId: string) => void = () => {};
  /** Called when `here` has another answer for that user. */
  onHere: (userId: string) => void = () => {};
  readonly #present = new Map<string, Present>();
  readonly #online = new Map<string, Map<string, Person>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  isOnline(userId: string): boolean {
    return this.#present.has(userId);
  }

  /** How many users are online. */
  get onlineCount(): number {
    return this.#present.size;
  }

  /** Those who are online among the members of a conversation. */
  onlineIn(conversationId: string): ReadonlyMap<string, Person> {
    return this.#online.get(conversationId) ?? noPeople;
  }

  /** A user as this node has them; undefined for one who is not here. */
  here(userId: string): NodePresence | undefined {
    const present = this.#present.get(userId);
    if (present?.isHere !== true) return undefined;
    const { person, conversationIds, connectionCount } = present;
    return { person, conversationIds: [...conversationIds], connectionCount };
  }

  /** What other nodes tell of the user, by node. */
  thereOf(userId: string): ReadonlyMap<string, NodePresence> {
    return this.#present.get(userId)?.elsewhere ?? nowhere;
  }

  /** A connection of `person` is live. */
  connected(person: Person, conversationIds: readonly string[]): void {
    const present = this.#present.get(person.id);
    if (present?.isHere === true) {
      present.cancelDeparture?.();
      present.cancelDeparture = undefined;
      present.connectionCount += 1;
    } else {
      const { elsewhere } = present ?? {};
      this.#show(person, conversationIds, { connectionCount: 1, isHere: true, elsewhere });
    }
    this.onHere(person.id);
  }

  /** A connection of that person ended. */
  disconnected(userId: string): void {
    const present = this.#present.get(userId);
    if (present === undefined || present.connectionCount === 0) return;
    present.connectionCount -= 1;
    this.onHere(userId);
    if (present.connectionCount > 0) return;
    present.cancelDeparture = this.#clock.after(limits.presenceLeaveDelayMs, () => this.#depart(present));
  }

  /** What another node tells of a user; undefined when it has them no more. Where this node has a connection, its own list of conversations holds. */
  elsewhere(nodeId: string, userId: string, there: NodePresence | undefined): void {
    const present = this.#present.get(userId);
    const { elsewhere = new Map<string, NodePresence>() } = present ?? {};
    const wasThere = elsewhere.delete(nodeId);
    if (there !== undefined) elsewhere.set(nodeId, there);
    else if (!wasThere) return;
    if (present !== undefined) present.elsewhere = elsewhere.size > 0 ? elsewhere : undefined;
    if (present?.isHere !== true) this.#showElsewhere(present, elsewhere);
  }

  /** The person has another nickname or tone; who is online stays the same. */
  changed(person: Person): void {
    const present = this.#present.get(person.id);
    if (present === undefined) return;
    this.#rename(present, person);
    if (present.isHere) this.onHere(person.id);
  }

  joined(userId: string, conversationId: string): void {
    const present = this.#present.get(userId);
    if (present === undefined || present.conversationIds.has(conversationId)) return;
    present.conversationIds.add(conversationId);
    this.#appear(conversationId, present.person);
    if (present.isHere) this.onHere(userId);
  }

  left(userId: string, conversationId: string): void {
    const present = this.#present.get(userId);
    if (present?.conversationIds.delete(conversationId) !== true) return;
    this.#disappear(conversationId, present.person);
    if (present.isHere) this.onHere(userId);
  }

  /** Forgets everybody, and the timers with them. */
  close(): void {
    for (const present of this.#present.values()) present.cancelDeparture?.();
    this.#present.clear();
    this.#online.clear();
  }

  /** As the node that told it last has them; gone where none has them. */
  #showElsewhere(present: Present | undefined, elsewhere: Map<string, NodePresence>): void {
    const there = [...elsewhere.values()].at(-1);
    if (there !== undefined) this.#show(there.person, there.conversationIds, { connectionCount: 0, isHere: false, elsewhere });
    else if (present !== undefined) this.#vanish(present);
  }

  /** Comes online, or is seen in these conversations from now on. */
  #show(
    person: Person,
    conversationIds: readonly string[],
    state: Pick<Present, "connectionCount" | "isHere" | "elsewhere">,
  ): void {
    const present = this.#present.get(person.id);
    const shown = new Set(conversationIds);
    if (present === undefined) {
      this.#present.set(person.id, { person, conversationIds: shown, cancelDeparture: undefined, ...state });
      for (const conversationId of shown) this.#appear(conversationId, person);
      this.onPerson(person.id, true);
      return;
    }
    Object.assign(present, state);
    this.#rename(present, person);
    const before = present.conversationIds;
    present.conversationIds = shown;
    for (const conversationId of shown) if (!before.has(conversationId)) this.#appear(conversationId, person);
    for (const conversationId of before) if (!shown.has(conversationId)) this.#disappear(conversationId, person);
  }

  #rename(present: Present, person: Person): void {
    present.person = person;
    for (const conversationId of present.conversationIds) this.#online.get(conversationId)?.set(person.id, person);
  }

  #depart(present: Present): void {
    const { id } = present.person;
    present.isHere = false;
    present.cancelDeparture = undefined;
    this.onHere(id);
    this.onGoneHere(id);
    this.#showElsewhere(present, present.elsewhere ?? new Map());
  }

  #vanish({ person, conversationIds }: Present): void {
    this.#present.delete(person.id);
    for (const conversationId of conversationIds) this.#disappear(conversationId, person);
    this.onPerson(person.id, false);
  }

  #appear(conversationId: string, person: Person): void {
    const online = this.#online.get(conversationId);
    if (online === undefined) this.#online.set(conversationId, new Map([[person.id, person]]));
    else online.set(person.id, person);
    this.onChange(conversationId, person, true);
  }

  #disappear(conversationId: string, person: Person): void {
    const online = this.#online.get(conversationId);
    online?.delete(person.id);
    if (online?.size === 0) this.#online.delete(conversationId);
    this.onChange(conversationId, person, false);
  }
}

const noPeople: ReadonlyMap<string, Person> = new Map();
const nowhere: ReadonlyMap<string, NodePresence> = new Map();
