import { alternate, type Benchmark } from "../support/benchmark.ts";
import { compare } from "../support/comparison.ts";
import { markdownTable } from "../support/markdown-table.ts";
import { pinGenerator } from "../support/server-process.ts";
import { percent, short } from "../support/statistics.ts";
import { type AppendSetting, measureAppends } from "./appends.ts";
import type { BusName } from "./cluster.ts";
import { readCosts } from "./costs.ts";
import { measureDeliveries } from "./deliveries.ts";
import { measureHints } from "./hints.ts";
import { figuresOf, measurePaced, paced } from "./paced.ts";
import { measureRest } from "./rest.ts";
import { simulate } from "./simulation/simulation.ts";
import { measureVerbs, type VerbName } from "./verbs.ts";

const full = { rounds: 2, warmUpMs: 1_500, durationMs: 4_000, hints: 200, restMs: 8_000 };
const quick = { rounds: 1, warmUpMs: 300, durationMs: 1_000, hints: 20, restMs: 1_000 };

/** Everything shares both cores, as on one machine; figures of CPU do not depend on that. */
function planOf(isQuick: boolean) {
  return isQuick ? quick : full;
}

const appendSettings: readonly AppendSetting[] = [1, 16, 256].flatMap((clients) =>
  (["one room", "300 rooms"] as const).flatMap((place) => [
    { storage: "SQLite", place, clients, nodeCount: 1 },
    { storage: "PostgreSQL", place, clients, nodeCount: 1 },
    ...(clients === 256 && place === "300 rooms" ? [{ storage: "PostgreSQL", place, clients, nodeCount: 3 } as const] : []),
  ]),
);

export const clusterAppends: Benchmark = {
  name: "cluster-appends",
  title:
    "Messages per second that clients get acknowledged, each sending the next when the last is on disk, on SQLite, the peer, and on PostgreSQL. In one room each message is also delivered to all clients. " +
    "CPU is that of one message.",

  async run(isQuick) {
    const plan = planOf(isQuick);
    await pinGenerator("0,1");
    const results = await alternate(
      plan.rounds,
      appendSettings.map((setting) => () => measureAppends(setting, plan)),
    );
    const rows = appendSettings.map(({ storage, place, clients, nodeCount }, index) => {
      const peer = appendSettings.findIndex(
        (other) => other.storage === "SQLite" && other.place === place && other.clients === clients,
      );
      const { figure, timesPeer } = compare(results[index] ?? [], results[peer] ?? []);
      const ofPostgres = (name: Parameters<typeof figure>[0]) => (storage === "SQLite" ? "" : figure(name, short));
      return [
        ...[String(clients), place, nodeCount === 1 ? storage : `${storage}, ${nodeCount} nodes`],
        ...[figure("perSecond", short), timesPeer("perSecond"), figure("p50Ms", short), figure("p99Ms", short)],
        ...[figure("nodeUs", short), ofPostgres("postgresUs"), ofPostgres("natsUs")],
        ...[ofPostgres("messagesPerCommit"), ofPostgres("walBytes"), figure("diskBytes", short)],
        ...[ofPostgres("natsMessages"), ofPostgres("natsBytes")],
      ];
    });
    const columns = [
      ...["clients", "in", "storage", "messages/s", "× SQLite", "p50 ms", "p99 ms"],
      ...["node CPU, µs", "Postgres CPU, µs", "NATS CPU, µs", "messages/commit", "WAL bytes", "disk bytes"],
      ...["NATS messages", "NATS bytes"],
    ];
    await pinGenerator();
    return markdownTable(columns, rows);
  },
};

export const clusterHints: Benchmark = {
  name: "cluster-hints",
  title:
    "From sending a message at node A until a member at A has it, and until one at node B has it. *Later* is the difference of each message.",

  async run(isQuick) {
    const plan = planOf(isQuick);
    const buses: readonly BusName[] = ["NATS", "NOTIFY", "nothing"];
    await pinGenerator("0,1");
    const results = await alternate(
      plan.rounds,
      buses.map((bus) => () => measureHints(bus, bus === "nothing" ? plan.hints / 5 : plan.hints)),
    );
    const rows = buses.map((bus, index) => {
      const { figure } = compare(results[index] ?? [], []);
      const names = ["hereP50Ms", "hereP99Ms", "thereP50Ms", "thereP99Ms", "laterP50Ms", "laterP99Ms"] as const;
      return [bus, ...names.map((name) => figure(name, short))];
    });
    await pinGenerator();
    return markdownTable(["bus", "at A, p50 ms", "p99", "at B, p50 ms", "p99", "later, p50 ms", "p99"], rows);
  },
};

export const clusterFanOut: Benchmark = {
  name: "cluster-fan-out",
  title:
    "Deliveries in one room of 1,000 members, 8 of whom send in a closed loop, over one, two and three nodes. One node is the peer. CPU is that of all nodes.",

  async run(isQuick) {
    const plan = planOf(isQuick);
    const nodeCounts = [1, 2, 3];
    await pinGenerator("0,1");
    const results = await alternate(
      plan.rounds,
      nodeCounts.map((count) => () => measureDeliveries(count, 8, plan)),
    );
    const rows = nodeCounts.map((count, index) => {
      const { figure, timesPeer } = compare(results[index] ?? [], results[0] ?? []);
      const perCpuSecond = [figure("perCpuSecond", short), timesPeer("perCpuSecond")];
      return [
        String(count),
        figure("perSecond", short),
        ...perCpuSecond,
        figure("serverBusy", percent),
        figure("generatorBusy", percent),
      ];
    });
    await pinGenerator();
    return markdownTable(["nodes", "deliveries/s", "per node CPU second", "× one node", "nodes' cores", "generator core"], rows);
  },
};

export const clusterVerbs: Benchmark = {
  name: "cluster-verbs",
  title:
    "What is no append, by 16 clients in a closed loop, over one and three nodes; and connections that are opened, welcomed and closed, 8 at once. CPU is that of one.",

  async run(isQuick) {
    const plan = planOf(isQuick);
    const names: readonly VerbName[] = ["reactions", "joins and leaves", "hellos"];
    const settings = names.flatMap((name) => [1, 3].map((nodeCount) => ({ name, nodeCount })));
    await pinGenerator("0,1");
    const results = await alternate(
      plan.rounds,
      settings.map(
        ({ name, nodeCount }) =>
          () =>
            measureVerbs(name, nodeCount, plan.durationMs),
      ),
    );
    const rows = settings.map(({ name, nodeCount }, index) => {
      const { figure } = compare(results[index] ?? [], []);
      const perCommit = name === "hellos" ? "" : figure("perCommit", short);
      const costs = [figure("nodeUs", short), figure("postgresUs", short), perCommit, figure("walBytes", short)];
      return [name, String(nodeCount), figure("perSecond", short), ...costs];
    });
    await pinGenerator();
    return markdownTable(["verb", "nodes", "per second", "node CPU, µs", "Postgres CPU, µs", "per commit", "WAL bytes"], rows);
  },
};

export const clusterRest: Benchmark = {
  name: "cluster-rest",
  title: "A node on which nothing happens, as one of one and of three; with 500 idle connections over all of them.",

  async run(isQuick) {
    const plan = planOf(isQuick);
    const nodeCounts = [1, 3];
    const results = await alternate(
      plan.rounds,
      nodeCounts.map((count) => () => measureRest(count, plan.restMs)),
    );
    const rows = nodeCounts.map((count, index) => {
      const { figure } = compare(results[index] ?? [], []);
      const names = [
        "nodeUs",
        "postgresUs",
        "statementsPerSecond",
        "natsMessagesPerSecond",
        "walBytesPerSecond",
        "bytes",
      ] as const;
      return [String(count), ...[...names, "connectionUs", "bytesOfConnection"].map((name) => figure(name as "nodeUs", short))];
    });
    const columns = ["node CPU, µs/s", "Postgres CPU, µs/s", "statements/s", "NATS messages/s", "WAL bytes/s", "resident bytes"];
    return markdownTable(["nodes", ...columns, "CPU of a connection, µs/s", "bytes of a connection"], rows);
  },
};

export const clusterSimulation: Benchmark = {
  name: "cluster-simulation",
  title: `What \`npm run simulate\` says of ${paced.name}, ${paced.postsPerSecond} posts and ${paced.verbsPerSecond} reactions a second, beside what is measured.`,

  async run(isQuick) {
    const { rounds } = planOf(isQuick);
    const seconds = isQuick ? 2 : paced.seconds;
    await pinGenerator("0,1");
    const [results = []] = await alternate(rounds, [async () => figuresOf(await measurePaced(paced, seconds), paced.nodes)]);
    await pinGenerator();
    const predicted = await simulate({ ...paced, seconds }, readCosts());
    const { figure } = compare(results, []);
    const names = Object.keys(results[0] ?? {}) as (keyof ReturnType<typeof figuresOf>)[];
    const rows = names.map((name) => {
      const times = results.map((result) => predicted[name] / result[name]);
      return [name, figure(name, short), short(predicted[name]), times.map((value) => `${value.toFixed(2)}×`).join(", ")];
    });
    return markdownTable(["figure", "measured", "simulated", "simulated ÷ measured"], rows);
  },
};
