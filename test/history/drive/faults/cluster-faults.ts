import type { ClusterNode, Dependency } from "../../../support/cluster.ts";
import type { ClusterControl } from "../cluster-control.ts";
import type { World } from "../world.ts";

/** Its clients find another node; it comes back with nothing but its folder. */
export async function nodeKill(world: World): Promise<void> {
  const node = nodeOf(world);
  world.counts.nodeKills += 1;
  await node.kill();
  await Bun.sleep(world.options.awayMs);
  await node.restart();
}

/** A node stands still, with its sockets open, and goes on with the view that it had. */
export async function nodeFreeze(world: World): Promise<void> {
  const node = nodeOf(world);
  node.pause();
  await Bun.sleep(world.options.freezeMs);
  node.resume();
}

export async function nodeWithoutPostgres(world: World): Promise<void> {
  await partition(world, "postgres");
}

export async function nodeWithoutBus(world: World): Promise<void> {
  await partition(world, "bus");
}

/** No hint and nothing ephemeral reaches any node. */
export async function busDown(world: World): Promise<void> {
  const { cluster } = clusterOf(world);
  if (cluster.nats === undefined) throw new Error("A bus that can be killed is NATS.");
  await cluster.nats.kill();
  await Bun.sleep(world.options.busDownMs);
  await cluster.nats.restart();
}

export async function postgresKill(world: World): Promise<void> {
  const { cluster } = clusterOf(world);
  world.counts.postgresKills += 1;
  await cluster.postgres.kill();
  await Bun.sleep(world.random.integer(0, world.options.awayMs));
  await cluster.postgres.restart();
}

/** Each node in its turn, as for another version. */
export async function rollingRestart(world: World): Promise<void> {
  for (const node of clusterOf(world).cluster.nodes) {
    world.counts.drains += 1;
    await node.drain();
    await node.restart();
  }
}

/** Postgres is gone for good, and its synchronous standby takes over. Once in a run. */
export async function failOver(world: World): Promise<void> {
  const { cluster } = clusterOf(world);
  if (cluster.hasFailedOver) return;
  await cluster.postgres.kill();
  await cluster.failOver();
}

async function partition(world: World, dependency: Dependency): Promise<void> {
  const node = nodeOf(world);
  node.partition(dependency, world.random.chance(0.5) ? "cut" : "frozen");
  await Bun.sleep(world.options.partitionMs);
  node.heal();
}

function nodeOf(world: World): ClusterNode {
  return clusterOf(world).pickNode(world.random);
}

function clusterOf({ cluster }: World): ClusterControl {
  if (cluster === undefined) throw new Error("That happens to clusters only.");
  return cluster;
}
