import { LOBBY_ID } from "../src/protocol/ids.ts";
import { alternate, type Benchmark } from "./support/benchmark.ts";
import { compare } from "./support/comparison.ts";
import { type Contender, commitEach, shoal } from "./support/contenders.ts";
import { enter, signIn } from "./support/guests.ts";
import { markdownTable } from "./support/markdown-table.ts";
import { createRoom, Sender } from "./support/sender.ts";
import { type ServerProcess, withServer, withTemporaryFolder } from "./support/server-process.ts";
import { percent, percentile, short } from "./support/statistics.ts";

const full = { rounds: 5, warmUpMs: 1_500, durationMs: 4_000 };
const quick = { rounds: 1, warmUpMs: 500, durationMs: 2_000 };
const CLIENTS = 16;

interface Result {
  readonly perSecond: number;
  readonly perCpuSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly serverBusy: number;
  readonly generatorBusy: number;
}

interface Setting {
  readonly place: string;
  readonly contender: Contender;
  readonly isOneRoomEach: boolean;
}

// The peer has no fan-out, so for it one room is as good as sixteen.
const settings: readonly Setting[] = [
  { place: "one room", contender: commitEach, isOneRoomEach: false },
  { place: "one room", contender: shoal, isOneRoomEach: false },
  { place: "a room each", contender: shoal, isOneRoomEach: true },
];

export const durable: Benchmark = {
  name: "durable",
  title:
    "Messages per second that 16 clients get acknowledged, each sending the next when the last is on disk (WAL, " +
    "`synchronous=FULL`). In one room Shoal also delivers each message to all 16; the peer only stores and acknowledges.",

  async run(isQuick) {
    const plan = isQuick ? quick : full;
    const results = await alternate(
      plan.rounds,
      settings.map((setting) => () => measureDurable(setting, plan)),
    );
    const [peer = []] = results;
    const rows = settings.map(({ place, contender }, index) => {
      const { figure, timesPeer } = compare(results[index] ?? [], peer);
      return [
        ...[place, contender.name],
        ...[figure("perSecond", short), timesPeer("perSecond")],
        ...[figure("perCpuSecond", short), timesPeer("perCpuSecond")],
        ...[figure("p50Ms", short), figure("p99Ms", short)],
        ...[figure("serverBusy", percent), figure("generatorBusy", percent)],
      ];
    });
    const columns = [
      "16 clients in",
      "server",
      "messages/s",
      "× peer",
      "per server CPU second",
      "× peer",
      "p50 ms",
      "p99 ms",
      "server core",
      "generator core",
    ];
    return markdownTable(columns, rows);
  },
};

export function measureDurable({ contender, isOneRoomEach }: Setting, plan: typeof full): Promise<Result> {
  return withTemporaryFolder((folder) =>
    withServer(contender.start(folder), async (server) => {
      const guests = await enter(server, await signIn(contender, server, CLIENTS));
      const rooms = isOneRoomEach
        ? await Promise.all(guests.map((guest, index) => createRoom(guest, `room ${index}`)))
        : guests.map(() => LOBBY_ID);
      const senders = guests.map(({ client }, index) => new Sender(client, [rooms[index] ?? LOBBY_ID]));
      await talk(server, senders, plan.warmUpMs);
      const result = await talk(server, senders, plan.durationMs);
      for (const { client } of guests) client.close();
      return result;
    }),
  );
}

async function talk(server: ServerProcess, senders: readonly Sender[], durationMs: number): Promise<Result> {
  const cpuSeconds = server.cpuSeconds();
  const generatorCpu = process.cpuUsage();
  const startedAt = performance.now();
  const latencies = (await Promise.all(senders.map((sender) => sender.talkUntil(startedAt + durationMs)))).flat();
  const seconds = (performance.now() - startedAt) / 1000;
  const serverSeconds = server.cpuSeconds() - cpuSeconds;
  const { user, system } = process.cpuUsage(generatorCpu);
  return {
    perSecond: latencies.length / seconds,
    perCpuSecond: latencies.length / serverSeconds,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    serverBusy: serverSeconds / seconds,
    generatorBusy: (user + system) / 1e6 / seconds,
  };
}
