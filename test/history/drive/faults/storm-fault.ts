import type { World } from "../world.ts";

/** Thousands of clients lose the server in the same moment, and it is back at once. */
export async function storm({ storm: crowd, server, random, counts, blackouts }: World): Promise<void> {
  counts.storms += 1;
  await crowd.gather();
  const isKilled = random.chance(0.5);
  const times = await crowd.measureBlackout(async () => {
    if (isKilled) await server.kill();
    else await server.drain();
    await server.start();
  });
  blackouts.push(...times);
  await crowd.disperse();
}
