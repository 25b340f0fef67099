import type { Guest } from "./guests.ts";
import { frameText, type RawClient } from "./raw-client.ts";
import type { ServerProcess } from "./server-process.ts";
import type { Wire } from "./wire.ts";

/** Members that read every frame in full. The senders are the first of them. */
const READERS = 8;
const DRAIN_TIMEOUT_MS = 20_000;

export interface TalkResult {
  /** Deliveries: one message to one member. */
  readonly perSecond: number;
  readonly perCpuSecond: number;
  readonly serverBusy: number;
  readonly generatorBusy: number;
}

/** The members of the lobby, the position of each, and what the readers have read. */
export class Room {
  readonly #wire: Wire;
  readonly #guests: readonly Guest[];
  readonly #positions: number[];
  readonly #read: string[][] = [];
  readonly #sent: string[] = [];
  /** Unacknowledged message ids, by sender. */
  readonly #underWay = new Map<RawClient, string>();
  #isTalking = false;
  #failure: Error | undefined;

  constructor(wire: Wire, guests: readonly Guest[]) {
    this.#wire = wire;
    this.#guests = guests;
    this.#positions = guests.map(({ head }) => head);
    for (const [index, { client }] of guests.entries()) {
      if (index < READERS) this.#readInFull(client, index);
      else this.#followOnly(client, index);
      client.onClose = () => {
        this.#failure = new Error("The server closed a member's connection.");
      };
    }
  }

  /** `inFlight` members send messages, each the next one as soon as its last is acknowledged. */
  async talk(server: Pick<ServerProcess, "cpuSeconds">, inFlight: number, durationMs: number): Promise<TalkResult> {
    const startPosition = this.#positions[0] ?? 0;
    const startCount = this.#sent.length;
    const cpuSeconds = server.cpuSeconds();
    const generatorCpu = process.cpuUsage();
    const startedAt = performance.now();
    this.#isTalking = true;
    for (const { client } of this.#guests.slice(0, inFlight)) this.#say(client);
    await Bun.sleep(durationMs);
    this.#isTalking = false;
    await this.#drained(startPosition, startCount);
    const seconds = (performance.now() - startedAt) / 1000;
    const serverSeconds = server.cpuSeconds() - cpuSeconds;
    const { user, system } = process.cpuUsage(generatorCpu);
    this.#verify(startCount);
    const deliveries = (this.#sent.length - startCount) * this.#guests.length;
    return {
      perSecond: deliveries / seconds,
      perCpuSecond: deliveries / serverSeconds,
      serverBusy: serverSeconds / seconds,
      generatorBusy: (user + system) / 1e6 / seconds,
    };
  }

  close(): void {
    for (const { client } of this.#guests) {
      client.onClose = () => {};
      client.close();
    }
  }

  #followOnly(client: RawClient, index: number): void {
    const wire = this.#wire;
    client.onFrame = (_, bytes, start, end) => {
      if (wire.isDelivery(bytes, start)) this.#follow(index, bytes, start, end);
      else wire.readOther(client, bytes, start, end);
    };
  }

  #readInFull(client: RawClient, index: number): void {
    const wire = this.#wire;
    const read: string[] = [];
    this.#read.push(read);
    client.onFrame = (_, bytes, start, end) => {
      if (!wire.isDelivery(bytes, start)) return this.#acknowledged(client, wire.readOther(client, bytes, start, end));
      this.#follow(index, bytes, start, end);
      const ids = wire.idsOf(frameText(bytes, start, end));
      read.push(...ids);
      // The peers send no acknowledgement: their broadcast counts as one.
      for (const id of ids) this.#acknowledged(client, id);
    };
  }

  #follow(index: number, bytes: Uint8Array, start: number, end: number): void {
    try {
      this.#positions[index] = this.#wire.follow(bytes, start, end, this.#positions[index] ?? 0);
    } catch (error) {
      this.#failure ??= error as Error;
    }
  }

  #say(client: RawClient): void {
    const { id, frame } = this.#wire.newMessage();
    this.#underWay.set(client, id);
    this.#sent.push(id);
    client.send(frame);
  }

  #acknowledged(client: RawClient, id: string | undefined): void {
    if (id === undefined || this.#underWay.get(client) !== id) return;
    this.#underWay.delete(client);
    if (this.#isTalking) this.#say(client);
  }

  async #drained(startPosition: number, startCount: number): Promise<void> {
    const last = startPosition + this.#sent.length - startCount;
    const deadline = performance.now() + DRAIN_TIMEOUT_MS;
    while (this.#failure === undefined && this.#positions.some((position) => position !== last)) {
      if (performance.now() > deadline) throw new Error(`Not every member got every message within ${DRAIN_TIMEOUT_MS} ms.`);
      await Bun.sleep(2);
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Every reader read every message once, and all in the same order. */
  #verify(startCount: number): void {
    const sent = this.#sent.slice(startCount).toSorted();
    const [first = [], ...others] = this.#read.map((ids) => ids.splice(0));
    const isComplete = JSON.stringify(first.toSorted()) === JSON.stringify(sent);
    const isSame = others.every((ids) => JSON.stringify(ids) === JSON.stringify(first));
    if (!isComplete || !isSame) throw new Error("Not every reader read every message once and in the same order.");
  }
}
