import { expect, test } from "bun:test";
import { Cluster, type ClusterOptions } from "../support/cluster.ts";
import { testSeed } from "../support/random.ts";
import { ClusterControl } from "./drive/cluster-control.ts";
import type { FaultName } from "./drive/faults/fault-names.ts";
import { expandSeed, type RunOptions } from "./drive/options.ts";
import { run } from "./drive/run.ts";
import { resultLine } from "./result-line.ts";
import { shoalAdapter } from "./shoal/shoal-adapter.ts";

/** `SHOAL_CHAOS_SECONDS=600` makes a long run, with faults as long as they are in life. */
const longSeconds = Number(process.env.SHOAL_CHAOS_SECONDS ?? 0);
const isLong = longSeconds > 0;
const TIMEOUT_MS = 300_000 + longSeconds * 1_000;

/** Each fault once, and as short as it can be and still be felt. */
const short: Partial<RunOptions> = {
  workMs: 15_000,
  userCount: 9,
  clientCount: 12,
  groupSocketCount: 0,
  spyCount: 0,
  publicRoomCount: 8,
  privateRoomCount: 3,
  directCount: 8,
  pauseMs: [100, 400],
  awayMs: 1_000,
  freezeMs: 3_000,
  partitionMs: 3_000,
  busDownMs: 2_000,
  networkMs: 800,
  convergeWithinMs: 60_000,
};
const long: Partial<RunOptions> = {
  groupSocketCount: 0,
  workMs: longSeconds * 1_000,
  freezeMs: 30_000,
  partitionMs: 20_000,
  convergeWithinMs: 20_000,
};

/** Resolves with how much was acknowledged, so that a test can tell that there was talk. */
async function endure(faults: readonly FaultName[], given: ClusterOptions, fixed: Partial<RunOptions> = {}): Promise<number> {
  const options = expandSeed(testSeed(), { ...(isLong ? long : short), ...fixed, faults });
  console.log(`SEED=${options.seed} ${JSON.stringify(options)}`);
  const cluster = new ClusterControl(await Cluster.start({ ...given, flags: ["--messages-per-second", "0"] }));
  const result = await run({ adapter: shoalAdapter, options, cluster });
  console.log(resultLine(result));
  if (result.verdict.findings.length > 0) console.log(result.serverLog);
  expect(result.verdict.findings.slice(0, 20)).toEqual([]);
  expect(result.damage).toEqual([]);
  expect(result.crashCount).toBe(0);
  expect(result.finishedFaults).toEqual(new Set(faults));
  return result.verdict.acknowledgedCount;
}

test(
  "[P6] [P10] [P11] [P15] [P27] [P43a] [P46a] whatever of a cluster is killed, stopped, cut off or started anew: nothing is lost, doubled, reordered or leaked",
  async () => {
    const ofNodes: FaultName[] = ["node-kill", "node-freeze", "node-without-postgres", "node-without-bus", "rolling-restart"];
    const faults: FaultName[] = [...ofNodes, "bus-down", "postgres-kill", "cut-before-acknowledgement"];
    expect(await endure(faults, { bus: "nats" })).toBeGreaterThan(300);
  },
  TIMEOUT_MS,
);

test(
  "[P6] [P10] [P11] a synchronous standby takes over with everything that was acknowledged, and hints by NOTIFY do with it",
  async () => {
    const options = { workMs: 3_000, pairChance: 0 };
    expect(await endure(["fail-over"], { bus: "notify", hasStandby: true }, options)).toBeGreaterThan(50);
  },
  TIMEOUT_MS,
);
