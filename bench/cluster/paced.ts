import { newClientMessageId } from "../../src/protocol/ids.ts";
import { type Guest, typeStart } from "../support/guests.ts";
import { frameText } from "../support/raw-client.ts";
import { ask, createRoom, say } from "../support/sender.ts";
import { TEXT } from "../support/wire.ts";
import { Cluster, sumOf, type Usage, used } from "./cluster.ts";
import { enterAll } from "./people.ts";
import type { Scenario } from "./simulation/scenario.ts";

const DRAIN_MS = 500;
const PACE_MS = 2;

/** A scenario for this machine: people who talk at a pace, in rooms of a few. */
export const paced = {
  name: "300 rooms of 4 on 2 nodes",
  people: 300,
  rooms: [{ count: 300, members: 4, shareOfPosts: 1 }],
  ...{ postsPerSecond: 400, verbsPerSecond: 10, hellosPerSecond: 0, nodes: 2, postgresCores: 2, seconds: 10 },
} satisfies Scenario;

export interface PacedResult {
  readonly usage: Usage;
  readonly acknowledged: number;
}

/** The scenario, with real nodes. Every message has to be acknowledged. */
export async function measurePaced({ people, rooms: [kind], ...scenario }: typeof paced, seconds: number): Promise<PacedResult> {
  await using cluster = await Cluster.start({ nodeCount: scenario.nodes });
  const guests = await enterAll(cluster.nodes, people);
  const rooms = await roomsOf(guests, kind?.members ?? 1);
  const seqs = await Promise.all(guests.map((guest, index) => say(guest, rooms[index] ?? "")));
  let acknowledged = 0;
  for (const { client } of guests) {
    client.onFrame = (_, bytes, start, end) => {
      const type = typeStart(bytes, start);
      if (type === "se") acknowledged += 1;
      if (type === "er") throw new Error(frameText(bytes, start, end));
    };
  }
  const before = await cluster.usage();
  const posts = atPace(scenario.postsPerSecond, seconds, (count) => {
    const guest = guests[count % guests.length];
    const frame = {
      type: "send",
      clientMessageId: newClientMessageId(),
      conversationId: rooms[count % rooms.length],
      text: TEXT,
    };
    guest?.client.send(JSON.stringify(frame));
  });
  const verbs = atPace(scenario.verbsPerSecond, seconds, (count) => {
    // Each is on another message, so that each is written.
    const place = count % guests.length;
    const reaction = { type: "react", requestId: count + 2, conversationId: rooms[place], seq: seqs[place], emoji: "👍" };
    guests[place]?.client.send(JSON.stringify(reaction));
  });
  await Promise.all([posts, verbs]);
  await Bun.sleep(DRAIN_MS);
  const usage = used(before, await cluster.usage());
  for (const { client } of guests) client.close();
  if (acknowledged !== scenario.postsPerSecond * seconds) throw new Error(`${acknowledged} messages were acknowledged.`);
  return { usage: { ...usage, atMs: seconds * 1_000 }, acknowledged };
}

/** A room for each guest, with those who come after them. */
async function roomsOf(guests: readonly Guest[], members: number): Promise<string[]> {
  return await Promise.all(guests.map((guest, index) => createRoom(guest, `room ${index}`))).then(async (rooms) => {
    for (let other = 1; other < members; other += 1) {
      await Promise.all(
        guests.map((guest, index) => ask(guest, { type: "join", conversationId: rooms[(index + other) % rooms.length] })),
      );
    }
    return rooms;
  });
}

/** As many as are due, every 2 ms: clients do not wait for each other. */
async function atPace(perSecond: number, seconds: number, happen: (count: number) => void): Promise<void> {
  const startedAt = performance.now();
  for (let count = 0; count < perSecond * seconds; ) {
    const due = Math.min(perSecond * seconds, ((performance.now() - startedAt) / 1_000) * perSecond);
    for (; count < due; count += 1) happen(count);
    await Bun.sleep(PACE_MS);
  }
}

/** What was measured, in the terms of a prediction. */
export function figuresOf({ usage }: PacedResult, nodes: number) {
  const seconds = usage.atMs / 1_000;
  return {
    nodeCores: sumOf(usage.nodes) / nodes / seconds,
    postgresCores: usage.postgres / seconds,
    appendCommitsPerSecond: usage.appendCommits / seconds,
    verbCommitsPerSecond: usage.verbCommits / seconds,
    walBytesPerSecond: usage.walBytes / seconds,
    natsInPerSecond: usage.natsIn.messages / seconds,
  };
}
