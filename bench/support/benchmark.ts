/** One question about speed or size, answered beside a peer. */
export interface Benchmark {
  readonly name: string;
  /** What is compared with what, in one sentence. */
  readonly title: string;
  /** The answer, in markdown. `isQuick`: one short round, to see that it runs. */
  run(isQuick: boolean): Promise<string>;
}

/**
 * Measures one after the other, again and again: what disturbs the machine for a while then disturbs all of them.
 * The results stand in the order of `measures`, a list of rounds each.
 */
export async function alternate<Result>(rounds: number, measures: readonly (() => Promise<Result>)[]): Promise<Result[][]> {
  const results: Result[][] = measures.map(() => []);
  for (let round = 1; round <= rounds; round += 1) {
    for (const [index, measure] of measures.entries()) {
      process.stderr.write(`  round ${round} of ${rounds}, contender ${index + 1} of ${measures.length}\n`);
      results[index]?.push(await measure());
    }
  }
  return results;
}
