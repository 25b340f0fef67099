/** A measurement of speed or size, compared with a peer. */
export interface Benchmark {
  readonly name: string;
  /** What is compared with what, in one sentence. */
  readonly title: string;
  /**
   * The result, in markdown. `isQuick`: one short round, to see that it runs. `base`: a commit to compare with, where the peer is an earlier state of
   * the project. `isWriting`: the figures replace those that the project shows.
   */
  run(isQuick: boolean, base?: string, isWriting?: boolean): Promise<string>;
}

/**
 * Runs the measures in turn for several rounds, so that a temporary disturbance of the machine affects all of them.
 * Returns a list of rounds for each of `measures`, in their order.
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
