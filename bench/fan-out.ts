import type { Events } from "../src/protocol/frames/events.ts";
import { LOBBY_ID, newClientMessageId } from "../src/protocol/ids.ts";
import { alternate, type Benchmark } from "./support/benchmark.ts";
import { compare } from "./support/comparison.ts";
import { bunLoop, bunPublish, type Contender, shoal, wsBroadcast } from "./support/contenders.ts";
import { answerPings, enter, type Guest, signIn, typeStart } from "./support/guests.ts";
import { LobbyFrames } from "./support/lobby-frames.ts";
import { markdownTable } from "./support/markdown-table.ts";
import { frameText, type RawClient } from "./support/raw-client.ts";
import { type ServerProcess, withServer, withTemporaryFolder } from "./support/server-process.ts";
import { percent, short } from "./support/statistics.ts";

const full = { rounds: 5, members: 1_000, warmUpMs: 1_500, durationMs: 4_000 };
const quick = { rounds: 1, members: 1_000, warmUpMs: 500, durationMs: 2_000 };
const inFlightCounts = [1, 8];
/** Members that read every frame in full. The senders are the first of them. */
const READERS = 8;
const DRAIN_TIMEOUT_MS = 20_000;
const TEXT = "The tide is coming in, and so are we: see you all at the pier.";

interface Result {
  readonly perSecond: number;
  readonly perCpuSecond: number;
  readonly serverBusy: number;
  readonly generatorBusy: number;
}

export const fanOut: Benchmark = {
  name: "fan-out",
  title:
    "Messages delivered per second in one room of 1,000 WebSocket members. Shoal commits every message to disk first; the peers " +
    "store nothing: `ws` on Node (one `JSON.stringify` per message, a loop over the clients), the same loop on Bun, and Bun's own " +
    "`publish`, which is the limit of the runtime.",

  async run(isQuick) {
    const plan = isQuick ? quick : full;
    const contenders = [wsBroadcast, bunLoop, bunPublish, shoal];
    const measures = contenders.map((contender) => () => measureFanOut(contender, plan, inFlightCounts));
    const results = await alternate(plan.rounds, measures);
    const rows = inFlightCounts.flatMap((inFlight, index) => {
      const runs = results.map((rounds) => rounds.flatMap((round) => round[index] ?? []));
      return contenders.map((contender, place) => row(inFlight, contender, runs[place] ?? [], runs[0] ?? []));
    });
    const columns = [
      "in flight",
      "server",
      "deliveries/s",
      "× peer",
      "per server CPU second",
      "× peer",
      "server core",
      "generator core",
    ];
    return markdownTable(columns, rows);
  },
};

function row(inFlight: number, { name }: Contender, own: readonly Result[], peer: readonly Result[]): string[] {
  const { figure, timesPeer } = compare(own, peer);
  return [
    ...[String(inFlight), name],
    ...[figure("perSecond", short), timesPeer("perSecond")],
    ...[figure("perCpuSecond", short), timesPeer("perCpuSecond")],
    ...[figure("serverBusy", percent), figure("generatorBusy", percent)],
  ];
}

/** One result for each of `counts`. */
export function measureFanOut(contender: Contender, plan: typeof full, counts: readonly number[]): Promise<Result[]> {
  return withTemporaryFolder((folder) =>
    withServer(contender.start(folder), async (server) => {
      const tokens = await signIn(contender, server, plan.members);
      const room = new Room(await enter(server, tokens));
      await room.talk(server, 8, plan.warmUpMs);
      const results: Result[] = [];
      for (const inFlight of counts) results.push(await room.talk(server, inFlight, plan.durationMs));
      room.close();
      return results;
    }),
  );
}

/** The members of the lobby, the position of each, and what the readers have read. */
class Room {
  readonly #guests: readonly Guest[];
  readonly #frames = new LobbyFrames();
  readonly #positions: number[];
  readonly #read: string[][] = [];
  readonly #sent: string[] = [];
  /** Unacknowledged message ids, by sender. */
  readonly #underWay = new Map<RawClient, string>();
  #isTalking = false;
  #failure: Error | undefined;

  constructor(guests: readonly Guest[]) {
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
  async talk(server: ServerProcess, inFlight: number, durationMs: number): Promise<Result> {
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
    client.onFrame = (_, bytes, start, end) => {
      if (typeStart(bytes, start) === "ev") this.#follow(index, bytes, start, end);
      else answerPings(client, bytes, start, end);
    };
  }

  #readInFull(client: RawClient, index: number): void {
    const read: string[] = [];
    this.#read.push(read);
    client.onFrame = (_, bytes, start, end) => {
      const type = typeStart(bytes, start);
      if (type === "pi") answerPings(client, bytes, start, end);
      else if (type === "se") this.#acknowledged(client, JSON.parse(frameText(bytes, start, end)).clientMessageId);
      else if (type === "ev") {
        this.#follow(index, bytes, start, end);
        const frame: Events = JSON.parse(frameText(bytes, start, end));
        const ids = frame.events.flatMap((event) => (event.type === "message" ? [event.clientMessageId] : []));
        read.push(...ids);
        // The peers send no acknowledgement: their broadcast counts as one.
        for (const id of ids) this.#acknowledged(client, id);
      }
    };
  }

  #follow(index: number, bytes: Uint8Array, start: number, end: number): void {
    try {
      this.#positions[index] = this.#frames.follow(bytes, start, end, this.#positions[index] ?? 0);
    } catch (error) {
      this.#failure ??= error as Error;
    }
  }

  #say(client: RawClient): void {
    const clientMessageId = newClientMessageId();
    this.#underWay.set(client, clientMessageId);
    this.#sent.push(clientMessageId);
    client.send(JSON.stringify({ type: "send", clientMessageId, conversationId: LOBBY_ID, text: TEXT }));
  }

  #acknowledged(client: RawClient, clientMessageId: string): void {
    if (this.#underWay.get(client) !== clientMessageId) return;
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
