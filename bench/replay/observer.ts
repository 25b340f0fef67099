import { type Gap, limits, type ReceivedEvent, type ShoalClient } from "../../src/client/index.ts";
import { type Cable, newCable } from "./cable.ts";
import { type Guest, newGuest, patiently } from "./guest.ts";
import type { ObservedLog } from "./verdict.ts";

const CATCH_UP_TIMEOUT_MS = 60_000;
const PAGE = limits.historyEventsMax;

/** A guest that sends nothing and finally holds the whole log: live events from some seq on, pages before it. */
export class Observer {
  readonly name: string;
  readonly #guest: Guest;
  readonly #cable: Cable;
  readonly #roomId: string;
  #events: ReceivedEvent[] = [];
  /** Reads the events that gaps left out, in the order of the gaps. */
  #mending: Promise<void> = Promise.resolve();
  gapCount = 0;
  welcomeCount = 0;

  /** Joins the room, or creates it when only its name is given. */
  static async enter(url: string, name: string, room: { id: string } | { name: string }): Promise<Observer> {
    const cable = newCable();
    const guest = await newGuest(url, name, { WebSocket: cable.WebSocket });
    const early: [string, ReceivedEvent][] = [];
    const stop = guest.client.on("event", ({ conversationId, event }) => early.push([conversationId, event]));
    const { client } = guest;
    const { id } = await patiently(() => ("id" in room ? client.join(room.id) : client.createRoom({ name: room.name })));
    stop();
    const events = early.flatMap(([conversationId, event]) => (conversationId === id ? [event] : []));
    return new Observer(guest, cable, id, events);
  }

  private constructor(guest: Guest, cable: Cable, roomId: string, events: ReceivedEvent[]) {
    this.name = guest.nickname;
    this.#guest = guest;
    this.#cable = cable;
    this.#roomId = roomId;
    this.#events = events;
    this.#client.on("event", ({ conversationId, event }) => conversationId === roomId && this.#events.push(event));
    this.#client.on("gap", (gap) => gap.logId === roomId && this.#mend(gap));
    this.#client.on("welcome", () => {
      this.welcomeCount += 1;
    });
  }

  get roomId(): string {
    return this.#roomId;
  }

  get eventCount(): number {
    return this.#events.length;
  }

  disconnect(): void {
    this.#cable.pullOut();
  }

  reconnect(): void {
    this.#cable.plugIn();
    this.#client.probe();
  }

  async head(): Promise<number> {
    return (await patiently(() => this.#client.history(this.#roomId, { limit: 1 }))).head;
  }

  /** Waits until `head` has arrived live, then reads backwards the events from before this observer joined. */
  async completeLog(head: number): Promise<ObservedLog> {
    const deadline = Date.now() + CATCH_UP_TIMEOUT_MS;
    await this.#mending;
    while (this.#events.at(-1)?.seq !== head && Date.now() < deadline) await Bun.sleep(20);
    await this.#mending;
    const past = await this.#readBefore(this.#events[0]?.seq ?? head + 1);
    return { name: this.name, events: [...past, ...this.#events] };
  }

  /** The whole log, page by page from the first event on. */
  async readHistory(): Promise<ReceivedEvent[]> {
    return await readAfter(this.#client, this.#roomId, 0, Number.POSITIVE_INFINITY);
  }

  leaveForGood(): Promise<void> {
    return this.#guest.leaveForGood();
  }

  get #client(): ShoalClient {
    return this.#guest.client;
  }

  // Live events continue after the gap while it is read, so the list is split at once.
  #mend({ after }: Gap): void {
    this.gapCount += 1;
    const before = this.#events;
    this.#events = [];
    const from = before.at(-1)?.seq ?? 0;
    this.#mending = this.#mending.then(async () => {
      const missed = await readAfter(this.#client, this.#roomId, from, after);
      this.#events = [...before, ...missed, ...this.#events];
    });
    this.#mending.catch(() => {}); // `completeLog` reports it
  }

  async #readBefore(seq: number): Promise<ReceivedEvent[]> {
    let events: readonly ReceivedEvent[] = [];
    for (let before = seq; before > 1; before = events[0]?.seq ?? 1) {
      const page = await patiently(() => this.#client.history(this.#roomId, { before, limit: PAGE }));
      if (page.events.length === 0) break;
      events = [...page.events, ...events];
    }
    return [...events];
  }
}

async function readAfter(client: ShoalClient, roomId: string, from: number, to: number): Promise<ReceivedEvent[]> {
  const events: ReceivedEvent[] = [];
  for (let after = from; after < to; after = events.at(-1)?.seq ?? to) {
    const page = await patiently(() => client.history(roomId, { after, limit: PAGE }));
    if (page.events.length === 0) break;
    events.push(...page.events.filter(({ seq }) => seq <= to));
  }
  return events;
}
