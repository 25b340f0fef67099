import { cpus } from "node:os";
import type { Benchmark } from "../support/benchmark.ts";
import { createRoom, Sender } from "../support/sender.ts";
import { pinGenerator } from "../support/server-process.ts";
import { type AppendResult, measureAppends, type TalkPlan } from "./appends.ts";
import { Cluster, sumOf, type Usage, used } from "./cluster.ts";
import { type Costs, leastSquares, writeCosts } from "./costs.ts";
import { measureDeliveries } from "./deliveries.ts";
import { enterAll, talk } from "./people.ts";
import { measureRest, type RestResult } from "./rest.ts";
import { measureVerbs } from "./verbs.ts";

const full = { warmUpMs: 1_500, durationMs: 4_000, restMs: 6_000, rounds: 2 };
const quick = { warmUpMs: 300, durationMs: 1_000, restMs: 1_000, rounds: 1 };
/** Members of the room whose frames are counted. */
const MEMBERS = 1_000;

interface FollowingResult {
  readonly messages: number;
  readonly usage: Usage;
}

/** What `npm run simulate` reckons with. `--write` keeps it in costs.json. */
export const clusterCosts: Benchmark = {
  name: "cluster-costs",
  title:
    "What a message, a batch, a frame, a reading of the feed, a verb, a welcome and a quiet second cost: parts of the CPU that was measured, by least squares.",

  async run(isQuick, _base, isWriting) {
    const plan = isQuick ? quick : full;
    await pinGenerator("0,1");
    const rounds: Costs[] = [];
    for (let round = 0; round < plan.rounds; round += 1) rounds.push(await measure(plan));
    await pinGenerator();
    const costs = leastOf(rounds);
    if (isWriting === true) writeCosts(costs);
    return `\`\`\`json\n${JSON.stringify(rounds.length > 1 ? { costs, rounds } : costs, null, 2)}\n\`\`\``;
  },
};

async function measure(plan: typeof full): Promise<Costs> {
  const appends: AppendResult[] = [];
  for (const clients of [1, 16, 64, 256]) {
    appends.push(await measureAppends({ storage: "PostgreSQL", place: "300 rooms", clients, nodeCount: 1 }, plan));
  }
  const crowd = await measureDeliveries(1, 1, plan);
  const hellos = await measureVerbs("hellos", 1, plan.durationMs);
  const reactions = await measureVerbs("reactions", 1, plan.durationMs);
  const rest = await measureRest(2, plan.restMs);
  return costsOf(appends, MEMBERS / crowd.perCpuSecond, { hellos, reactions, rest, following: await measureFollowing(plan) });
}

/** Node A takes the messages of 1 and 16 rooms, and a member of each at node B follows them. */
async function measureFollowing(plan: TalkPlan): Promise<FollowingResult[]> {
  const results: FollowingResult[] = [];
  for (const rooms of [1, 16, 64]) {
    await using cluster = await Cluster.start({ nodeCount: 2 });
    const guests = await enterAll(cluster.nodes, 2 * rooms);
    const senders = await Promise.all(
      Array.from({ length: rooms }, async (_, index) => {
        const [owner, member] = [guests[2 * index], guests[2 * index + 1]];
        if (owner === undefined || member === undefined) throw new Error("Two guests came for each room.");
        const conversationId = await createRoom(owner, `room ${index}`);
        member.client.send(JSON.stringify({ type: "join", requestId: 1, conversationId }));
        return new Sender(owner.client, [conversationId]);
      }),
    );
    await talk(senders, plan.warmUpMs);
    const before = await cluster.usage();
    const latencies = await talk(senders, plan.durationMs);
    results.push({ messages: latencies.length, usage: used(before, await cluster.usage()) });
    for (const { client } of guests) client.close();
  }
  return results;
}

interface Others {
  readonly hellos: { readonly nodeUs: number; readonly postgresUs: number };
  readonly reactions: { readonly nodeUs: number; readonly postgresUs: number };
  readonly rest: RestResult;
  readonly following: readonly FollowingResult[];
}

function costsOf(
  appends: readonly AppendResult[],
  secondsOfCrowd: number,
  { hellos, reactions, rest, following }: Others,
): Costs {
  const rows = appends.map(({ messagesPerCommit }) => [1, 1 / messagesPerCommit]);
  const part = (name: keyof AppendResult): [number, number] => {
    const [message = 0, batch = 0] = leastSquares(
      rows,
      appends.map((result) => result[name]),
    );
    return [message, batch];
  };
  const [postgresMessage, postgresBatch] = part("postgresUs");
  const [walMessage, walBatch] = part("walBytes");
  const [nodeMessage, nodeBatch] = part("nodeUs");
  const frame = Math.max(0, (secondsOfCrowd * 1e6 - nodeMessage - nodeBatch) / MEMBERS);
  const ofReads = (usOf: (result: FollowingResult) => number): [number, number] => {
    const [read = 0, event = 0] = leastSquares(
      following.map(({ usage, messages }) => [usage.feedReads, messages]),
      following.map((result) => Math.max(1, usOf(result))),
    );
    return [read, event];
  };
  // The second node does nothing else; of Postgres, what is left beside the appends.
  const [nodeRead, nodeEvent] = ofReads(({ usage, messages }) => (usage.nodes[1] ?? 0) * 1e6 - messages * frame);
  const [postgresRead, postgresEvent] = ofReads(
    ({ usage, messages }) => usage.postgres * 1e6 - messages * postgresMessage - usage.appendCommits * postgresBatch,
  );
  const largest = appends.at(-1);
  const lone = appends[0];
  return {
    machine: `${cpus()[0]?.model ?? "unknown"}, ${cpus().length} cores`,
    node: {
      ...{ message: nodeMessage, batch: nodeBatch, frame, feedRead: nodeRead, foreignEvent: nodeEvent },
      ...{
        verb: reactions.nodeUs,
        hello: hellos.nodeUs,
        idleSecond: rest.nodeUs,
        connectionSecond: Math.max(0, rest.connectionUs),
      },
      ...{ bytes: rest.bytes, bytesOfConnection: rest.bytesOfConnection },
    },
    postgres: {
      ...{ message: postgresMessage, batch: postgresBatch, feedRead: postgresRead, foreignEvent: postgresEvent },
      ...{ verb: reactions.postgresUs, hello: hellos.postgresUs },
      ...{ walBytesOfMessage: walMessage, walBytesOfBatch: walBatch, diskBytesOfMessage: largest?.diskBytes ?? 0 },
      // What a lone client waits for beside the work.
      commitMs: Math.max(0.1, (lone?.p50Ms ?? 0) - ((lone?.nodeUs ?? 0) + (lone?.postgresUs ?? 0)) / 1_000),
    },
    nats: {
      // Those of a lone client: batches of one turn go together, which makes fewer.
      messagesOfBatch: lone?.natsMessages ?? 1,
      bytesOfBatch: lone?.natsBytes ?? 0,
      message: sumOf(following.map(({ usage }) => usage.nats * 1e6)) / sumOf(following.map(({ usage }) => usage.natsIn.messages)),
    },
  };
}

/** Of each cost, the round that was disturbed least. */
function leastOf(rounds: readonly Costs[]): Costs {
  const [first] = rounds;
  if (first === undefined) throw new Error("There is one round at least.");
  const least = <Part extends "node" | "postgres" | "nats">(part: Part): Costs[Part] =>
    Object.fromEntries(
      Object.keys(first[part]).map((name) => [
        name,
        Math.min(...rounds.map((round) => (round[part] as unknown as Record<string, number>)[name] ?? 0)),
      ]),
    ) as unknown as Costs[Part];
  return { machine: first.machine, node: least("node"), postgres: least("postgres"), nats: least("nats") };
}
