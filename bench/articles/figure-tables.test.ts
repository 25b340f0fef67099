import { expect, test } from "bun:test";
import { join } from "node:path";
import { figures } from "../../src/web/lab/results/figures.ts";
import { projectFolder } from "../support/server-process.ts";
import { figureTables } from "./figure-tables.ts";

test("the README and the lab's page show the same figures", async () => {
  const readme = await Bun.file(join(projectFolder, "bench/README.md")).text();
  expect(readme).toContain(figureTables(figures));
});

test("every figure is that of several rounds, between the least and the most of them", () => {
  const spreads = figures.servers.flatMap(({ talks = [], bytesPerIdleSocket }) => [
    ...talks.flatMap(({ deliveriesPerSecond, cpuMicrosPerDelivery }) => [deliveriesPerSecond, cpuMicrosPerDelivery]),
    ...(bytesPerIdleSocket === undefined ? [] : [bytesPerIdleSocket]),
  ]);
  expect(Math.min(figures.rounds.talk, figures.rounds.idle)).toBeGreaterThan(1);
  expect(spreads.length).toBeGreaterThan(0);
  for (const spread of [...spreads, ...spreads.map(({ timesShoal }) => timesShoal)]) {
    expect(spread.min).toBeLessThanOrEqual(spread.median);
    expect(spread.median).toBeLessThanOrEqual(spread.max);
  }
});
