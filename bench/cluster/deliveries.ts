import type { TalkResult } from "../support/room.ts";
import { Room } from "../support/room.ts";
import { FrameWire } from "../support/wire.ts";
import type { TalkPlan } from "./appends.ts";
import { Cluster } from "./cluster.ts";
import { enterAll } from "./people.ts";

const MEMBERS = 1_000;

/** One room of 1,000 members over so many nodes: each follows every message there, and checks that none is missing. */
export async function measureDeliveries(
  nodeCount: number,
  inFlight: number,
  { warmUpMs, durationMs }: TalkPlan,
): Promise<TalkResult> {
  await using cluster = await Cluster.start({ nodeCount });
  const room = new Room(new FrameWire(), await enterAll(cluster.nodes, MEMBERS));
  await room.talk(cluster, inFlight, warmUpMs);
  const result = await room.talk(cluster, inFlight, durationMs);
  room.close();
  return result;
}
