import { expect, test } from "bun:test";
import { testSeed } from "../support/random.ts";
import { canMount } from "./drive/disk.ts";
import { type FaultName, faultNames } from "./drive/faults/fault-names.ts";
import { expandSeed, type RunOptions } from "./drive/options.ts";
import { run } from "./drive/run.ts";
import { resultLine } from "./result-line.ts";
import { shoalAdapter } from "./shoal/shoal-adapter.ts";

const TIMEOUT_MS = 400_000;

const needDisk: readonly FaultName[] = ["power-cut", "disk-full"];
const faults = faultNames.filter((name) => canMount() || !needDisk.includes(name));

/** Every fault once, and each as short as it can be; `npm run chaos` has the long run. */
const short: Partial<RunOptions> = {
  faults,
  workMs: 30_000,
  pauseMs: [50, 250],
  freezeMs: 1_500,
  lockMs: 5_500,
  networkMs: 800,
  burstCount: 2_200,
  burstMs: 3_000,
  stormClientCount: 200,
  convergeWithinMs: 60_000,
};

test(
  "[P6] [P10] [P11] [P15] [P27] [P40a] [P41a] [P41c] [P43a] [P46a] [P85b] whatever is killed, full, locked, frozen, cut or restored: nothing is lost, doubled, reordered or leaked, and what is deleted is gone",
  async () => {
    const options = expandSeed(testSeed(), short);
    console.log(`SEED=${options.seed} ${JSON.stringify(options)}`);
    const result = await run({ adapter: shoalAdapter, options });
    console.log(resultLine(result));
    expect(result.verdict.findings.slice(0, 20)).toEqual([]);
    expect(result.damage).toEqual([]);
    expect(result.verdict.acknowledgedCount).toBeGreaterThan(1_000);
    expect(result.verdict.acknowledgedChangeCount).toBeGreaterThan(25);
    expect(result.finishedFaults).toEqual(new Set(faults));
  },
  TIMEOUT_MS,
);

test.skipIf(!canMount())("the power was cut, and the disk was full", () => {
  expect(faults).toEqual(expect.arrayContaining([...needDisk]));
});
