import { systemClock } from "../src/clock.ts";
import { NatsCarrier } from "../src/server/bus/nats-bus.ts";
import { NotifyCarrier } from "../src/server/bus/notify-bus.ts";
import { PacketBus } from "../src/server/bus/packet-bus.ts";
import { eventually } from "../test/support/eventually.ts";
import { NatsServer } from "../test/support/nats-server.ts";
import { PostgresServer } from "../test/support/postgres-server.ts";
import { alternate, type Benchmark } from "./support/benchmark.ts";
import { compare } from "./support/comparison.ts";
import { markdownTable } from "./support/markdown-table.ts";
import { cpuSecondsOf, postgresPid } from "./support/process-cpu.ts";
import { percentile, short } from "./support/statistics.ts";

const full = { rounds: 3, paced: 2_000, flatOut: 200_000 };
const quick = { rounds: 1, paced: 100, flatOut: 5_000 };
/** Messages a second of one node; `undefined` is as fast as they are taken. */
const paces = [20, 200, 2_000, undefined];
const PACED_MS_MAX = 10_000;
/** Published and not yet heard; fewer than the bus lets wait. */
const IN_FLIGHT_MAX = 5_000;
/** About what a hint about a log, or a user who comes, takes. */
const text = JSON.stringify({ conversationId: "r_abcdefghijklmnop", userId: "u_abcdefghijklmnop", until: 123_456 }).padEnd(120);
const WARM_UP = 2_000;

const log = { info() {}, warn: console.error, error: console.error };

interface Way extends AsyncDisposable {
  open(): PacketBus;
  /** Of the server and all of its processes. */
  cpuSeconds(): number;
}

interface Result {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly perSecond: number;
  readonly nodeCpuUs: number;
  readonly serverCpuUs: number;
}

export const bus: Benchmark = {
  name: "bus",
  title:
    "Messages of 120 bytes from one node to another over NATS, the peer, and over Postgres' NOTIFY. Latency is from publishing until the other node's listener " +
    "is called. *Node CPU* is that of both nodes, which share a process; *server CPU* that of NATS or of all of Postgres' processes.",

  async run(isQuick) {
    const plan = isQuick ? quick : full;
    const rows: string[][] = [];
    for (const pace of paces) {
      const ways = [overNats, overNotify];
      const results = await alternate(
        plan.rounds,
        ways.map((newWay) => () => measure(newWay, pace, plan)),
      );
      for (const [index, name] of ["NATS", "NOTIFY"].entries()) {
        const { figure, timesPeer } = compare(results[index] ?? [], results[0] ?? []);
        const latencies = [figure("p50Ms", short), timesPeer("p50Ms"), figure("p99Ms", short), timesPeer("p99Ms")];
        const costs = [
          figure("nodeCpuUs", short),
          timesPeer("nodeCpuUs"),
          figure("serverCpuUs", short),
          timesPeer("serverCpuUs"),
        ];
        rows.push([pace?.toLocaleString("en") ?? "flat out", name, figure("perSecond", short), ...latencies, ...costs]);
      }
    }
    const latencies = ["p50 ms", "× NATS", "p99 ms", "× NATS"];
    const costs = ["node CPU, µs each", "× NATS", "server CPU, µs each", "× NATS"];
    return markdownTable(["pace, messages/s", "over", "messages/s", ...latencies, ...costs], rows);
  },
};

async function measure(newWay: () => Promise<Way>, pace: number | undefined, plan: typeof full): Promise<Result> {
  await using way = await newWay();
  const [sender, receiver] = [way.open(), way.open()];
  await eventually(() => {
    if (!sender.isConnected || !receiver.isConnected) throw new Error("The bus is not connected.");
  });
  const count = pace === undefined ? plan.flatOut : Math.min(plan.paced, (pace * PACED_MS_MAX) / 1_000);
  const publishedAt = new Float64Array(count);
  const latencies: number[] = [];
  receiver.subscribe("feed", (message) => latencies.push(performance.now() - (publishedAt[Number.parseInt(message, 10)] ?? 0)));
  for (let index = 0; index < WARM_UP; index += 1) sender.publish("feed", text);
  await eventually(() => {
    if (latencies.length < WARM_UP) throw new Error("Messages were lost.");
  });
  latencies.length = 0;
  const before = { node: process.cpuUsage(), server: way.cpuSeconds(), at: performance.now() };
  for (let index = 0; index < count; index += 1) {
    if (pace !== undefined) await Bun.sleep(Math.max(0, before.at + (index * 1_000) / pace - performance.now()));
    while (index - latencies.length >= IN_FLIGHT_MAX) await new Promise((resolve) => setImmediate(resolve));
    publishedAt[index] = performance.now();
    sender.publish("feed", `${index} ${text}`);
  }
  await eventually(() => {
    if (latencies.length < count) throw new Error(`${count - latencies.length} of ${count} messages were lost.`);
  });
  const seconds = (performance.now() - before.at) / 1_000;
  const { user, system } = process.cpuUsage(before.node);
  const result = {
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    perSecond: count / seconds,
    nodeCpuUs: (user + system) / count,
    serverCpuUs: ((way.cpuSeconds() - before.server) * 1e6) / count,
  };
  await Promise.all([sender.close(), receiver.close()]);
  return result;
}

async function overNats(): Promise<Way> {
  const server = await NatsServer.start();
  onServerCore(server.pid);
  const address = { type: "nats", servers: [`127.0.0.1:${server.port}`], hasTls: false, credentials: undefined } as const;
  return {
    open: () => new PacketBus({ carrier: new NatsCarrier(address, "bench"), clock: systemClock, log }),
    cpuSeconds: () => cpuSecondsOf(server.pid),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

async function overNotify(): Promise<Way> {
  const server = await PostgresServer.start();
  const address = { type: "notify", url: server.url, server: `127.0.0.1:${server.port}` } as const;
  const pid = postgresPid(server.folder);
  onServerCore(pid);
  return {
    open: () => new PacketBus({ carrier: new NotifyCarrier(address, "bench", systemClock), clock: systemClock, log }),
    cpuSeconds: () => cpuSecondsOf(pid),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** Without it the server would share the generator's core. */
function onServerCore(pid: number): void {
  if (Bun.spawnSync(["taskset", "-acp", "0", String(pid)], { stdout: "ignore" }).exitCode !== 0)
    throw new Error("taskset failed.");
}
