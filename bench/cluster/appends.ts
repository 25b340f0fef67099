import { statSync } from "node:fs";
import { join } from "node:path";
import { startShoal, withServer, withTemporaryFolder } from "../support/server-process.ts";
import { percentile } from "../support/statistics.ts";
import { Cluster, sumOf, type Usage, used } from "./cluster.ts";
import { enterAll, type Place, sendersIn, talk } from "./people.ts";

export interface AppendSetting {
  readonly storage: "SQLite" | "PostgreSQL";
  readonly place: Place;
  readonly clients: number;
  readonly nodeCount: number;
}

export interface AppendResult {
  readonly count: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU of a message, in µs. */
  readonly nodeUs: number;
  readonly postgresUs: number;
  readonly natsUs: number;
  readonly messagesPerCommit: number;
  readonly walBytes: number;
  readonly diskBytes: number;
  readonly natsMessages: number;
  readonly natsBytes: number;
}

export interface TalkPlan {
  readonly warmUpMs: number;
  readonly durationMs: number;
}

/** A closed loop: each client sends its next message when the last one is on disk. */
export async function measureAppends(setting: AppendSetting, plan: TalkPlan): Promise<AppendResult> {
  return await (setting.storage === "SQLite" ? onSqlite(setting, plan) : onPostgres(setting, plan));
}

async function onPostgres(
  { place, clients, nodeCount }: AppendSetting,
  { warmUpMs, durationMs }: TalkPlan,
): Promise<AppendResult> {
  await using cluster = await Cluster.start({ nodeCount });
  const guests = await enterAll(cluster.nodes, clients);
  const senders = await sendersIn(place, guests);
  await talk(senders, warmUpMs);
  const before = await cluster.usage();
  const latencies = await talk(senders, durationMs);
  const result = resultOf(latencies, used(before, await cluster.usage()));
  for (const { client } of guests) client.close();
  return result;
}

function onSqlite({ place, clients }: AppendSetting, { warmUpMs, durationMs }: TalkPlan): Promise<AppendResult> {
  return withTemporaryFolder(async (folder) => {
    const latencies: number[] = [];
    let emptyBytes = 0;
    let warmed = 0;
    const [cpuSeconds, tookMs] = await withServer(startShoal(folder, { core: "any" }), async (server) => {
      const guests = await enterAll([server], clients);
      const senders = await sendersIn(place, guests);
      emptyBytes = databaseBytes(folder);
      latencies.push(...(await talk(senders, warmUpMs)));
      warmed = latencies.length;
      const [cpu, at] = [server.cpuSeconds(), performance.now()];
      latencies.push(...(await talk(senders, durationMs)));
      const took = [server.cpuSeconds() - cpu, performance.now() - at] as const;
      for (const { client } of guests) client.close();
      return took;
    });
    // When it has stopped, everything is in the database file.
    const diskBytes = (databaseBytes(folder) - emptyBytes) / latencies.length;
    const measured = latencies.slice(warmed);
    return {
      ...timesOf(measured, tookMs),
      nodeUs: (cpuSeconds * 1e6) / measured.length,
      ...{
        postgresUs: 0,
        natsUs: 0,
        messagesPerCommit: Number.NaN,
        walBytes: Number.NaN,
        diskBytes,
        natsMessages: 0,
        natsBytes: 0,
      },
    };
  });
}

function resultOf(latencies: readonly number[], usage: Usage): AppendResult {
  const { length: count } = latencies;
  return {
    ...timesOf(latencies, usage.atMs),
    nodeUs: (sumOf(usage.nodes) * 1e6) / count,
    postgresUs: (usage.postgres * 1e6) / count,
    natsUs: (usage.nats * 1e6) / count,
    messagesPerCommit: count / usage.appendCommits,
    walBytes: usage.walBytes / count,
    diskBytes: usage.diskBytes / count,
    natsMessages: usage.natsIn.messages / count,
    natsBytes: usage.natsIn.bytes / count,
  };
}

function timesOf(latencies: readonly number[], tookMs: number) {
  return {
    count: latencies.length,
    perSecond: (latencies.length * 1_000) / tookMs,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
  };
}

/** Without the search index, which is a file beside it. */
function databaseBytes(folder: string): number {
  return statSync(join(folder, "shoal.db")).size;
}
