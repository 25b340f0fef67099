import { paths } from "../../src/protocol/http.ts";
import { LOBBY_ID } from "../../src/protocol/ids.ts";
import { enter, type Guest } from "../support/guests.ts";
import { ask, createRoom, say } from "../support/sender.ts";
import { Cluster, sumOf, used } from "./cluster.ts";
import { enterAll } from "./people.ts";

const CLIENTS = 17;
const HELLOS_AT_ONCE = 8;

export interface VerbResult {
  readonly perSecond: number;
  /** CPU of one, in µs. */
  readonly nodeUs: number;
  readonly postgresUs: number;
  readonly perCommit: number;
  readonly walBytes: number;
}

export type VerbName = "reactions" | "joins and leaves" | "hellos";

/** What is no append: 16 clients in a closed loop, 8 who greet, over the nodes in turn. */
export async function measureVerbs(name: VerbName, nodeCount: number, durationMs: number): Promise<VerbResult> {
  await using cluster = await Cluster.start({ nodeCount });
  const guests = await enterAll(cluster.nodes, CLIENTS);
  const [first] = guests;
  if (first === undefined) throw new Error("Guests came.");
  const work = await workOf(name, cluster, first);
  // The owner of the room stays.
  const actors = name === "hellos" ? guests.slice(0, HELLOS_AT_ONCE) : guests.slice(1);
  const before = await cluster.usage();
  const end = performance.now() + durationMs;
  const counts = await Promise.all(
    actors.map(async (guest, index) => {
      let count = 0;
      for (; performance.now() < end; count += 1) await work(guest, count, index);
      return count;
    }),
  );
  const usage = used(before, await cluster.usage());
  for (const { client } of guests) client.close();
  const count = sumOf(counts);
  return {
    perSecond: (count * 1_000) / usage.atMs,
    nodeUs: (sumOf(usage.nodes) * 1e6) / count,
    postgresUs: (usage.postgres * 1e6) / count,
    perCommit: count / usage.verbCommits,
    walBytes: usage.walBytes / count,
  };
}

type Work = (guest: Guest, count: number, index: number) => Promise<unknown>;

async function workOf(name: VerbName, cluster: Cluster, first: Guest): Promise<Work> {
  if (name === "hellos") {
    const token = await newcomer(cluster);
    return async (_, count, index) => {
      const [guest] = await enter(cluster.nodeOf(count + index), [token]);
      guest?.client.close();
    };
  }
  if (name === "joins and leaves") {
    const conversationId = await createRoom(first, "the pier");
    return (guest, count) => ask(guest, { type: count % 2 === 0 ? "join" : "leave", conversationId });
  }
  const seq = await say(first, LOBBY_ID);
  return (guest, count) =>
    ask(guest, { type: count % 2 === 0 ? "react" : "unreact", conversationId: LOBBY_ID, seq, emoji: "👍" });
}

async function newcomer(cluster: Cluster): Promise<string> {
  const body = JSON.stringify({ nickname: "zoe" });
  const response = await fetch(cluster.nodeOf(0).url + paths.sessions, { method: "POST", body });
  return ((await response.json()) as { token: string }).token;
}
