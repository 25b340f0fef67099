import type { TcpProxy } from "../../../support/proxy.ts";
import { shuffled } from "../options.ts";
import type { World } from "../world.ts";

const CUT_PAUSE_MS = 150;

/** What the client sends next does not arrive. */
export async function cutBeforeSend(world: World): Promise<void> {
  await cutRepeatedly(world, (proxy) => proxy.cutAfter("up", 0));
}

/** The server gets what is sent, and its answer does not arrive. */
export async function cutBeforeAcknowledgement(world: World): Promise<void> {
  await cutRepeatedly(world, (proxy) => proxy.cutAfter("down", 0));
}

export async function cutInMidFrame({ random, ...world }: World): Promise<void> {
  await cutRepeatedly({ random, ...world }, (proxy) => {
    proxy.cutAfter(random.chance(0.5) ? "up" : "down", random.integer(1, 300));
  });
}

export async function holdBack(world: World): Promise<void> {
  const proxies = someOf(world);
  for (const proxy of proxies) proxy.hold(world.random.chance(0.5) ? "up" : "down");
  await Bun.sleep(world.options.networkMs);
  for (const proxy of proxies) proxy.release();
}

export async function halfOpen(world: World): Promise<void> {
  const proxies = someOf(world);
  for (const proxy of proxies) proxy.halfOpen();
  await Bun.sleep(world.options.networkMs * 2);
  for (const proxy of proxies) proxy.mend();
}

export async function delay(world: World): Promise<void> {
  const proxies = someOf(world);
  for (const proxy of proxies) proxy.delayMs = world.random.integer(20, 400);
  await Bun.sleep(world.options.networkMs);
  for (const proxy of proxies) proxy.mend();
}

/** Clients take nothing while more is said than any buffer holds. */
export async function slowReaders(world: World): Promise<void> {
  const proxies = someOf(world);
  for (const proxy of proxies) proxy.stall();
  await burst(world, "long", proxies);
  for (const proxy of proxies) proxy.flow();
}

/** Clients are gone while so much is said that the server will not deliver it live any more. */
export async function away(world: World): Promise<void> {
  const proxies = someOf(world);
  for (const proxy of proxies) {
    proxy.isAccepting = false;
    proxy.cut();
  }
  await burst(world, "short", proxies);
  for (const proxy of proxies) proxy.isAccepting = true;
}

/** By the clients that nothing happens to. Ends after a while, for another fault may keep them from it. */
async function burst(
  { workload, clients, options }: World,
  length: "short" | "long",
  spared: readonly TcpProxy[],
): Promise<void> {
  const writers = clients.filter(({ proxy }) => !spared.includes(proxy));
  await Promise.race([workload.burst(options.burstCount, length, writers), Bun.sleep(options.burstMs)]);
}

async function cutRepeatedly(world: World, arm: (proxy: TcpProxy) => void): Promise<void> {
  const endsAt = performance.now() + world.options.networkMs;
  while (performance.now() < endsAt) {
    for (const proxy of someOf(world)) arm(proxy);
    await Bun.sleep(CUT_PAUSE_MS);
  }
}

/** About half of the clients; never none, and never all. */
function someOf({ proxies, random }: World): TcpProxy[] {
  const [spared, ...others] = shuffled(proxies, random);
  const chosen = others.filter(() => random.chance(0.5));
  return chosen.length > 0 || spared === undefined ? chosen : [spared];
}
