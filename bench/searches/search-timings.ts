import type { Person } from "../../src/protocol/people.ts";
import type { Storage } from "../../src/server/storage/storage.ts";
import { SeededRandom } from "../../test/support/random.ts";
import { markdownTable } from "../support/markdown-table.ts";
import { percentile, spread } from "../support/statistics.ts";
import type { FilledRooms } from "./filled-rooms.ts";
import { type QueryKind, queryKinds } from "./query-kinds.ts";

const SEED = 15;
const PAGE_RESULTS = 20;

interface Plan {
  readonly rounds: number;
  /** Of each kind in a round. */
  readonly searches: number;
}

/** All kinds in turn, so that none of them finds a cache that it filled itself. */
export async function searchInTurn(storage: Storage, { texts, phrases, user }: FilledRooms, plan: Plan): Promise<string> {
  const kinds = queryKinds(texts, phrases, new SeededRandom(SEED));
  const rounds: Timing[][] = [];
  for (let round = 0; round <= plan.rounds; round += 1) {
    const timings = kinds.map((): Timing => ({ ms: [], cpuMs: [], results: 0 }));
    for (let count = 0; count < plan.searches; count += 1) {
      for (const [index, kind] of kinds.entries()) await searchOnce(storage, user, kind, timings[index]);
    }
    if (round > 0) rounds.push(timings); // the first one warms up
    process.stderr.write(`  searches: round ${round} of ${plan.rounds}\n`);
  }
  const rows = kinds.map(({ name }, index) => {
    const own = rounds.map((timings) => timings[index] ?? { ms: [], cpuMs: [], results: 0 });
    const at = (figure: "ms" | "cpuMs", share: number): string =>
      spread(
        own.map((timing) => percentile(timing[figure], share)),
        (ms) => ms.toFixed(1),
      );
    const results = own.reduce((sum, timing) => sum + timing.results, 0) / plan.searches / plan.rounds;
    return [name, at("ms", 0.5), at("ms", 0.99), at("cpuMs", 0.5), at("cpuMs", 0.99), results.toFixed(1)];
  });
  return markdownTable(["search for", "p50 ms", "p99 ms", "p50 CPU ms", "p99 CPU ms", `results, ${PAGE_RESULTS} at most`], rows);
}

interface Timing {
  readonly ms: number[];
  /** Of all threads: what other processes do changes it less. */
  readonly cpuMs: number[];
  results: number;
}

async function searchOnce(storage: Storage, user: Person, kind: QueryKind, timing: Timing | undefined): Promise<void> {
  const query = kind.next();
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  const { items } = await storage.search({ userId: user.id, query, limit: PAGE_RESULTS });
  const ms = performance.now() - startedAt;
  const { user: userUs, system } = process.cpuUsage(cpu);
  timing?.ms.push(ms);
  timing?.cpuMs.push((userUs + system) / 1_000);
  if (timing) timing.results += items.length;
}
