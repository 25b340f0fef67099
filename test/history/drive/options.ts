import { SeededRandom } from "../../support/random.ts";
import { type FaultName, faultNames } from "./faults/fault-names.ts";

/** Everything that a run is made of. It is printed, so that a run can be repeated without knowing how seeds were expanded. */
export interface RunOptions {
  readonly seed: number;
  /** How long clients write while faults act; longer when some fault has not acted yet. */
  readonly workMs: number;
  readonly userCount: number;
  /** Recorded clients; some users have two. */
  readonly clientCount: number;
  /** What carries them; undefined: everything that the server has. */
  readonly transports: readonly string[] | undefined;
  readonly groupSocketCount: number;
  readonly spyCount: number;
  readonly publicRoomCount: number;
  readonly privateRoomCount: number;
  readonly directCount: number;
  /** Of all clients together. */
  readonly messagesPerSecond: number;
  /** How many of a client's acts are changes of messages, replies or files; most of the others are plain messages. */
  readonly changeShare: number;
  /** Faults that may act, in the order in which they do first. */
  readonly faults: readonly FaultName[];
  /** How often, after each fault has acted alone, two act together. */
  readonly pairChance: number;
  /** Between two faults. */
  readonly pauseMs: readonly [min: number, max: number];
  /** How long the faults that last do so. */
  readonly freezeMs: number;
  readonly lockMs: number;
  readonly networkMs: number;
  /** Of a cluster: how long a killed node stays away, a node has no way to Postgres or the bus, and all nodes have no bus. */
  readonly awayMs: number;
  readonly partitionMs: number;
  readonly busDownMs: number;
  /** Messages that are sent at once to clients that are slow or away. */
  readonly burstCount: number;
  /** How long they may take. */
  readonly burstMs: number;
  readonly stormClientCount: number;
  readonly convergeWithinMs: number;
}

export const defaultOptions: Omit<RunOptions, "seed"> = {
  workMs: 60_000,
  userCount: 12,
  clientCount: 16,
  transports: undefined,
  groupSocketCount: 4,
  spyCount: 2,
  publicRoomCount: 14,
  privateRoomCount: 6,
  directCount: 20,
  messagesPerSecond: 100,
  changeShare: 0.16,
  faults: faultNames,
  pairChance: 0.6,
  pauseMs: [300, 1_500],
  freezeMs: 20_000,
  lockMs: 7_000,
  networkMs: 2_500,
  awayMs: 2_000,
  partitionMs: 8_000,
  busDownMs: 60_000,
  burstCount: 2_200,
  burstMs: 6_000,
  stormClientCount: 2_000,
  convergeWithinMs: 10_000,
};

/** The options of a seed: the order of the faults, the pace, and how many chats there are vary with it. */
export function expandSeed(seed: number, fixed: Partial<RunOptions> = {}): RunOptions {
  const random = new SeededRandom(seed);
  return {
    ...defaultOptions,
    messagesPerSecond: random.integer(60, 140),
    pairChance: random.integer(4, 8) / 10,
    ...fixed,
    seed,
    faults: shuffled(fixed.faults ?? defaultOptions.faults, random),
  };
}

export function shuffled<Item>(items: readonly Item[], random: SeededRandom): Item[] {
  return items
    .map((item) => ({ item, rank: random.next() }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
