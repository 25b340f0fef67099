import { cpus, loadavg } from "node:os";
import type { Compared, Losses, PeerFigures, ServerFigures, Spread } from "../src/web/lab/results/peer-figures.ts";
import { geventServer, shoalServer, tidyGeventServer, tornadoServer } from "./articles/chat-servers.ts";
import { figureTables } from "./articles/figure-tables.ts";
import { measureLosses } from "./articles/losses.ts";
import { measureStall } from "./articles/stall.ts";
import { writeFigures } from "./articles/write-figures.ts";
import { measureFanOut } from "./fan-out.ts";
import { measureIdle } from "./idle.ts";
import { alternate, type Benchmark } from "./support/benchmark.ts";
import { geventGroup, shoal, shoalPlain, tornadoRoom } from "./support/contenders.ts";
import { installPython, pythonVersions } from "./support/python.ts";
import { median, ratios } from "./support/statistics.ts";

const full = {
  talk: { rounds: 7, members: 1_000, warmUpMs: 500, durationMs: 2_000 },
  idle: { rounds: 2, connections: 5_000, settleMs: 25_000 },
  losses: { burst: 200, awayMs: 5_000, intervalMs: 100, members: 20 },
  stallBytes: 16 * 1024 * 1024,
};
const quick = {
  talk: { rounds: 1, members: 1_000, warmUpMs: 500, durationMs: 1_000 },
  idle: { rounds: 1, connections: 1_000, settleMs: 3_000 },
  losses: { burst: 100, awayMs: 500, intervalMs: 50, members: 20 },
  stallBytes: 8 * 1024 * 1024,
};
const inFlightCounts = [1, 8];
const DIGITS = 3;

// Shoal is the last of each: the others are compared with it.
const talkers = { gevent: geventGroup, tornado: tornadoRoom, shoalPlain, shoal };
const idlers = { gevent: geventGroup, tornado: tornadoRoom, shoal };
const losers = { gevent: geventServer, geventTidy: tidyGeventServer, tornado: tornadoServer, shoal: shoalServer };

export const articles: Benchmark = {
  name: "articles",
  title:
    "What the servers of tutorials cost and lose: a group server with gevent-websocket, and a room with Tornado. They store nothing; Shoal commits " +
    "every message to disk first.",

  async run(isQuick, _base, isWriting) {
    const missing = installPython();
    if (missing !== undefined) return `Not measured. ${missing}`;
    const figures = await measure(isQuick ? quick : full);
    if (isWriting) writeFigures(figures);
    return figureTables(figures);
  },
};

async function measure(plan: typeof full): Promise<PeerFigures> {
  const before = load();
  const talks = await measureTalks(plan.talk);
  const idle = await measureIdlers(plan.idle);
  const losses = await measureLosers(plan);
  const servers = (["gevent", "geventTidy", "tornado", "shoalPlain", "shoal"] as const).map(
    (server): ServerFigures => ({ server, ...talks.get(server), ...idle.get(server), ...losses.get(server) }),
  );
  return {
    measuredOn: new Date().toISOString().slice(0, 10),
    ...{ rounds: { talk: plan.talk.rounds, idle: plan.idle.rounds }, membersOfTalk: plan.talk.members },
    ...{ idleSockets: plan.idle.connections, awayMs: plan.losses.awayMs },
    machine: { processor: cpus()[0]?.model.trim() ?? "", cores: cpus().length, system: await systemName() },
    versions: { ...pythonVersions(), bun: Bun.version },
    loadAverage: { before, after: load() },
    servers,
  };
}

async function measureTalks(plan: typeof full.talk): Promise<ReadonlyMap<string, Pick<ServerFigures, "talks">>> {
  const contenders = Object.values(talkers);
  const rounds = await alternate(
    plan.rounds,
    contenders.map((contender) => () => measureFanOut(contender, plan, inFlightCounts)),
  );
  const figures = rounds.map((own) => ({
    talks: inFlightCounts.map((inFlight, place) => {
      const values = (of: typeof own, read: (perSecond: number, perCpuSecond: number) => number): number[] =>
        of.map((round) => read(round[place]?.perSecond ?? Number.NaN, round[place]?.perCpuSecond ?? Number.NaN));
      const compare = (read: Parameters<typeof values>[1]): Compared =>
        compared(values(own, read), values(rounds.at(-1) ?? [], read));
      return {
        inFlight,
        deliveriesPerSecond: compare((perSecond) => perSecond),
        cpuMicrosPerDelivery: compare((_, perCpuSecond) => 1e6 / perCpuSecond),
      };
    }),
  }));
  return byName(talkers, figures);
}

async function measureIdlers(plan: typeof full.idle): Promise<ReadonlyMap<string, Pick<ServerFigures, "bytesPerIdleSocket">>> {
  const contenders = Object.values(idlers);
  const rounds = await alternate(
    plan.rounds,
    contenders.map((contender) => () => measureIdle(contender, plan)),
  );
  const bytes = rounds.map((own) => own.map(({ bytesEach }) => bytesEach));
  return byName(
    idlers,
    bytes.map((own) => ({ bytesPerIdleSocket: compared(own, bytes.at(-1) ?? []) })),
  );
}

async function measureLosers({ losses, stallBytes }: typeof full): Promise<ReadonlyMap<string, { losses: Losses }>> {
  const contenders = Object.values(losers);
  const rounds = await alternate(
    1,
    contenders.map((chat) => async () => ({
      ...(await measureLosses(chat, losses)),
      stalled: await measureStall(chat, stallBytes),
    })),
  );
  return byName(
    losers,
    rounds.flatMap((own) => own.map((each) => ({ losses: each }))),
  );
}

function byName<Figures>(contenders: object, figures: readonly Figures[]): ReadonlyMap<string, Figures> {
  return new Map(Object.keys(contenders).flatMap((name, index) => figures.slice(index, index + 1).map((each) => [name, each])));
}

function compared(own: readonly number[], shoals: readonly number[]): Compared {
  return { ...spreadOf(own), timesShoal: spreadOf(ratios(own, shoals)) };
}

function spreadOf(values: readonly number[]): Spread {
  const rounded = (value: number): number => Number(value.toPrecision(DIGITS));
  return { median: rounded(median(values)), min: rounded(Math.min(...values)), max: rounded(Math.max(...values)) };
}

function load(): number {
  return Number(loadavg()[0]?.toFixed(1));
}

async function systemName(): Promise<string> {
  return /^PRETTY_NAME="(.*)"$/m.exec(await Bun.file("/etc/os-release").text())?.[1] ?? process.platform;
}
