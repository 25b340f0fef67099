import { Cluster, sumOf, used } from "./cluster.ts";
import { enterAll } from "./people.ts";

const CONNECTIONS = 500;
const SETTLE_MS = 3_000;

export interface RestResult {
  /** CPU of a second, in µs; of one node. */
  readonly nodeUs: number;
  readonly postgresUs: number;
  readonly statementsPerSecond: number;
  readonly natsMessagesPerSecond: number;
  readonly walBytesPerSecond: number;
  readonly bytes: number;
  /** The same with idle connections, for each of them. */
  readonly connectionUs: number;
  readonly bytesOfConnection: number;
}

/** Nodes on which nothing happens. */
export async function measureRest(nodeCount: number, durationMs: number): Promise<RestResult> {
  await using cluster = await Cluster.start({ nodeCount });
  const resident = (): number => sumOf(cluster.nodes.map((node) => node.residentBytes()));
  await Bun.sleep(SETTLE_MS);
  const before = await cluster.usage();
  await Bun.sleep(durationMs);
  const alone = used(before, await cluster.usage());
  const bytes = resident();
  const guests = await enterAll(cluster.nodes, CONNECTIONS);
  await Bun.sleep(SETTLE_MS);
  const beforeIdle = await cluster.usage();
  await Bun.sleep(durationMs);
  const connected = used(beforeIdle, await cluster.usage());
  const result = {
    nodeUs: perSecond(sumOf(alone.nodes) * 1e6, alone.atMs) / nodeCount,
    postgresUs: perSecond(alone.postgres * 1e6, alone.atMs) / nodeCount,
    statementsPerSecond: perSecond(alone.statements, alone.atMs) / nodeCount,
    natsMessagesPerSecond: perSecond(alone.natsIn.messages, alone.atMs) / nodeCount,
    walBytesPerSecond: perSecond(alone.walBytes, alone.atMs),
    bytes: bytes / nodeCount,
    connectionUs:
      (perSecond(sumOf(connected.nodes) * 1e6, connected.atMs) - perSecond(sumOf(alone.nodes) * 1e6, alone.atMs)) / CONNECTIONS,
    bytesOfConnection: (resident() - bytes) / CONNECTIONS,
  };
  for (const { client } of guests) client.close();
  return result;
}

function perSecond(amount: number, ms: number): number {
  return (amount * 1_000) / ms;
}
