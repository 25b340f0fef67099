import { describe, expect, test } from "bun:test";
import { SeededRandom, testSeed } from "../../support/random.ts";
import { Semaphore } from "../../support/semaphore.ts";
import { canMount } from "../drive/disk.ts";
import type { FaultName } from "../drive/faults/fault-names.ts";
import { expandSeed, type RunOptions } from "../drive/options.ts";
import { run } from "../drive/run.ts";
import { shoalAdapter } from "../shoal/shoal-adapter.ts";
import { type Mutant, MutantSource } from "./mutant.ts";

const TIMEOUT_MS = 240_000;
/** As many as a run of all tests has time for, others each time. `MUTANTS=all` tries all of them. */
const TRIED_MAX = 3;

/** A small community: what a mutant does wrong must show without a crowd. */
const small: Partial<RunOptions> = {
  userCount: 6,
  clientCount: 8,
  groupSocketCount: 2,
  publicRoomCount: 4,
  privateRoomCount: 2,
  directCount: 4,
  messagesPerSecond: 120,
  // Deletions and files sync what was written before them, and would hide what is not synced.
  changeShare: 0,
  networkMs: 1_500,
  faults: [],
  convergeWithinMs: 4_000,
};

/**
 * Defines the tests: each mutant is found, and the same runs find nothing without the defects. More than one at a time only where the runs
 * wait for what their mutants never do, and leave the processor to others.
 */
export function tryMutants(mutants: readonly Mutant[], { atOnceMax = 1 } = {}): void {
  const seed = testSeed();
  console.log(`SEED=${seed}`);

  const tried = someOf(mutants, seed);
  const semaphore = new Semaphore(atOnceMax);

  describe("the checker finds a server that", () => {
    for (const mutant of tried) {
      const needsDisk = mutant.options?.faults?.includes("power-cut") === true;
      test.concurrent.skipIf(needsDisk && !canMount())(
        mutant.name,
        async () => {
          using _turn = await semaphore.acquire();
          await using source = await MutantSource.create(mutant);
          const options = expandSeed(seed, { ...small, ...mutant.options });
          const { verdict } = await run({ adapter: shoalAdapter, options, script: mutant.script, sourceRoot: source.root });
          const kinds = new Set(verdict.findings.map(({ kind }) => kind));
          expect([...kinds].filter((kind) => mutant.kinds.includes(kind))).not.toEqual([]);
        },
        // It waits for its turn, too.
        TIMEOUT_MS * tried.length,
      );
    }
  });

  test(
    "and finds nothing in the same runs without the defects",
    async () => {
      const faults: FaultName[] = canMount() ? ["power-cut"] : [];
      const options = expandSeed(seed, { ...small, faults, convergeWithinMs: 60_000 });
      const { verdict } = await run({
        adapter: shoalAdapter,
        options,
        script: async (world, community) => {
          const possible = mutants.filter(({ options }) => (options?.faults ?? []).every((fault) => faults.includes(fault)));
          for (const script of new Set(possible.map((mutant) => mutant.script))) await script(world, community);
        },
      });
      expect(verdict.findings).toEqual([]);
      expect(verdict.acknowledgedCount).toBeGreaterThan(100);
    },
    TIMEOUT_MS,
  );
}

/** As many as a run of all tests has time for, others for each seed. */
export function someOf<Each>(mutants: readonly Each[], seed: number, triedMax = TRIED_MAX): readonly Each[] {
  if (process.env.MUTANTS === "all") return mutants;
  const random = new SeededRandom(seed);
  const ranked = mutants.map((mutant) => ({ mutant, rank: random.next() })).sort((one, other) => one.rank - other.rank);
  return ranked.slice(0, triedMax).map(({ mutant }) => mutant);
}
