import { short } from "../../support/statistics.ts";
import type { Scenario } from "./scenario.ts";
import type { Prediction } from "./simulation.ts";

const MIB = 2 ** 20;

/** What is used up first, by its share. */
export function narrowest(prediction: Prediction): { readonly name: string; readonly share: number } {
  const { loopShare, postgresShare, diskShare, laneShare, verbShare } = prediction;
  const shares = [
    { name: "the event loop of a node", share: loopShare },
    { name: "the cores of PostgreSQL", share: postgresShare },
    { name: "the disk of PostgreSQL", share: diskShare },
    { name: "the busiest lane", share: laneShare },
    { name: "the lock of verbs, which are serial over the cluster and let no append begin", share: verbShare },
  ];
  return shares.reduce((most, each) => (each.share > most.share ? each : most));
}

export function report({ name, people, rooms, nodes, postgresCores, ...scenario }: Scenario, prediction: Prediction): string {
  const { acknowledged, holds, ...figures } = prediction;
  const kinds = rooms.map(({ count, members }) => `${count.toLocaleString("en")} of ${members.toLocaleString("en")}`).join(", ");
  const { name: first, share } = narrowest(prediction);
  return [
    `${name}: ${people.toLocaleString("en")} connected; rooms: ${kinds}; ${nodes} nodes; PostgreSQL with ${postgresCores} cores`,
    `  asked for     ${scenario.postsPerSecond} posts/s, ${scenario.verbsPerSecond} verbs/s, ${scenario.hellosPerSecond} hellos/s`,
    `  done          ${short(acknowledged)} posts/s, ${short(figures.deliveriesPerSecond)} frames/s to clients${holds ? "" : ": it does not hold, queues grow"}`,
    `  a node        ${figures.nodeCores.toFixed(2)} cores, its event loop ${percentOf(figures.loopShare)}, ${short(figures.bytesOfNode / MIB)} MiB`,
    `  PostgreSQL    ${figures.postgresCores.toFixed(2)} cores (${percentOf(figures.postgresShare)}), disk ${percentOf(figures.diskShare)}, busiest lane ${percentOf(figures.laneShare)}`,
    `  commits       ${short(figures.appendCommitsPerSecond)}/s of messages, ${short(figures.verbCommitsPerSecond)}/s of verbs, which hold or await the lock ${percentOf(figures.verbShare)}`,
    `  WAL           ${short(figures.walBytesPerSecond / MIB)} MiB/s`,
    `  NATS          ${short(figures.natsInPerSecond)}/s in, ${short(figures.natsOutPerSecond)}/s and ${short(figures.natsBytesOutPerSecond / MIB)} MiB/s out`,
    `  latency       acknowledged p50 ${short(figures.acknowledgedP50Ms)} ms, p99 ${short(figures.acknowledgedP99Ms)} ms; at other nodes p50 ${short(figures.deliveredElsewhereP50Ms)} ms`,
    `  first to go   ${first}: ${percentOf(share)}`,
  ].join("\n");
}

function percentOf(share: number): string {
  return `${Math.round(share * 100)} %`;
}
