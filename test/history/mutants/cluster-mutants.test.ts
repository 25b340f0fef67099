import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { testSeed } from "../../support/random.ts";
import { Semaphore } from "../../support/semaphore.ts";
import { clusterMutants, type UnitMutant } from "./cluster-mutants.ts";
import { MutantSource } from "./mutant.ts";
import { someOf } from "./try-mutants.ts";

/** Of a run of all tests; `MUTANTS=all` tries all of them. */
const TRIED_MAX = 3;
const AT_ONCE_MAX = 2;
const bun = join(import.meta.dir, "../../../scripts/bun");

const seed = testSeed();
console.log(`SEED=${seed}`);
const tried = someOf(clusterMutants, seed, TRIED_MAX);
const semaphore = new Semaphore(AT_ONCE_MAX);

/** The report of a run of those tests against the mutant's source. */
async function tryTests({ name, changes }: Pick<UnitMutant, "name" | "changes">, { file, names }: TestsOfFile): Promise<string> {
  using _turn = await semaphore.acquire();
  await using source = await MutantSource.create({ name, changes });
  const command = [bun, "test", `./${file}`, "-t", names.join("|"), "--timeout", "20000"];
  const child = Bun.spawn(command, { cwd: source.root, stdio: ["ignore", "ignore", "pipe"] });
  return await new Response(child.stderr).text();
}

interface TestsOfFile {
  readonly file: string;
  readonly names: readonly string[];
}

describe("a test finds a node that", () => {
  for (const { test: it, ...mutant } of tried) {
    test.concurrent(mutant.name, async () => {
      const report = await tryTests(mutant, { file: it.file, names: [it.name] });
      const failed = [...report.matchAll(/^\(fail\) (.*)$/gm)].map(([, name]) => name);
      expect(failed).toEqual([expect.stringContaining(it.name)]);
      // By what was heard, and not because nothing works.
      expect(report).toContain("expect(received)");
    });
  }

  test.concurrent("and the same tests find nothing without the defects", async () => {
    const byFile = Map.groupBy(tried, (mutant) => mutant.test.file);
    for (const [file, mutants] of byFile) {
      const names = [...new Set(mutants.map((mutant) => mutant.test.name))];
      const report = await tryTests({ name: "no defect", changes: [] }, { file, names });
      expect(report.match(/^\(pass\) /gm)).toHaveLength(names.length);
      expect(report).not.toContain("\n(fail) ");
    }
  });
});
