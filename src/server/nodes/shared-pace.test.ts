import { beforeEach, describe, expect, test } from "bun:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { SeededRandom, testSeed } from "../../../test/support/random.ts";
import { DELAY_MS_MAX, FORGOTTEN_AFTER_MS, GuessDelays } from "../accounts/guess-delays.ts";
import { Load } from "../limits/load.ts";
import { RateLimiter } from "../limits/rate-limiter.ts";
import { SharedPace, TELL_INTERVAL_MS } from "./shared-pace.ts";
import { FaultyBuses } from "./testing/faulty-buses.ts";

const NODES = 3;
const PER_SECOND = 20;
const BURST = 20;
const LOAD_PER_SECOND = 20_000;
const seed = testSeed();

let clock: FakeClock;
let buses: FaultyBuses;
let nodes: ReturnType<typeof startNode>[];

beforeEach(() => {
  clock = new FakeClock();
  buses = new FaultyBuses(clock, new SeededRandom(seed).next);
  nodes = Array.from({ length: NODES }, (_, index) => startNode(`n${index}`));
});

function startNode(nodeId: string) {
  const writes = new RateLimiter({ perSecond: PER_SECOND, burst: BURST, clock });
  const load = new Load({ perSecond: LOAD_PER_SECOND, clock });
  const delays = new GuessDelays(clock);
  const limits = { writes, addresses: load.sharedAddresses };
  const pace = new SharedPace({ bus: buses.connect(nodeId), clock, delays, limits });
  return { writes, load, delays, pace };
}

/** How much a client gets that asks at all nodes, each ms at one of them. */
function written(seconds: number): number {
  let count = 0;
  for (let ms = 0; ms < seconds * 1000; ms += 1) {
    for (const { writes } of nodes) while (writes.take("u_ann") === 0) count += 1;
    clock.advance(1);
  }
  return count;
}

/** The bound of docs/adr/0033: the pace, and for each node a burst and what it gives until it is told. */
function writesMax(seconds: number): number {
  return PER_SECOND * seconds + NODES * (BURST + (PER_SECOND * TELL_INTERVAL_MS) / 1000);
}

describe("a client that spreads over three nodes", () => {
  test("writes no more in the long run than at one of them [P13]", () => {
    expect(written(30)).toBeLessThanOrEqual(writesMax(30));
    // The same again, without the bursts of the beginning.
    expect(written(30)).toBeLessThanOrEqual(PER_SECOND * 30 + NODES * PER_SECOND);
  });

  test(`is held to it by a bus that loses, repeats and delays (seed ${seed})`, () => {
    Object.assign(buses.faults, { lost: 0.1, repeated: 0.3, late: 0.3 });
    // Each message is sent twice: of a hundredth nothing comes.
    expect(written(60)).toBeLessThanOrEqual(1.1 * writesMax(60) + NODES * PER_SECOND);
  });

  test("gets what the nodes give one by one while they cannot hear each other, and no more later", () => {
    for (const index of nodes.keys()) buses.cut(`n${index}`);
    const alone = written(10);
    expect(alone).toBeGreaterThan(2 * writesMax(10));
    expect(alone).toBeLessThanOrEqual(NODES * (BURST + PER_SECOND * 10));
    for (const index of nodes.keys()) buses.mend(`n${index}`);
    written(5);
    expect(written(30)).toBeLessThanOrEqual(PER_SECOND * 30 + NODES * PER_SECOND);
  });

  test("pays at every node for the load that its address is at one [P93]", () => {
    const payer = { address: "192.0.2.1", userId: "u_ann" };
    let cost = 0;
    for (let step = 0; step < 2_000; step += 1) {
      for (const { load } of nodes) {
        while (load.frame(payer, 0) === undefined) cost += 1;
      }
      clock.advance(10);
    }
    expect(cost).toBeLessThanOrEqual(LOAD_PER_SECOND * 20 + 2 * NODES * LOAD_PER_SECOND);
  });

  test("does not slow down a client that asks for what it may", () => {
    for (let second = 0; second < 20; second += 1) {
      for (let index = 0; index < 15; index += 1) expect(nodes[index % NODES]?.writes.take("u_ben")).toBe(0);
      clock.advance(1_000);
    }
  });
});

describe("[P151b] passwords", () => {
  const guess = { name: "ann", network: "192.0.2.1", device: undefined };

  /** Guesses at all nodes, as soon as each takes one; those that are taken at once were under way at once. */
  function guesses(forMs: number): number {
    let count = 0;
    for (let ms = 0; ms < forMs; ms += 500) {
      const open = nodes.filter(({ delays }) => isTaken(delays));
      for (const { delays } of open) delays.failed(guess);
      count += open.length;
      clock.advance(500);
    }
    return count;
  }

  function isTaken(delays: GuessDelays): boolean {
    try {
      delays.require(guess);
      return true;
    } catch {
      return false;
    }
  }

  test("are guessed at three nodes as slowly as at one, but for one attempt more at each other node", () => {
    const atThree = guesses(FORGOTTEN_AFTER_MS * 4);
    nodes = [startNode("alone")];
    buses.cut("alone");
    const atOne = guesses(FORGOTTEN_AFTER_MS * 4);
    expect(atOne).toBeGreaterThanOrEqual((FORGOTTEN_AFTER_MS * 4) / DELAY_MS_MAX);
    expect(atThree).toBeLessThanOrEqual(atOne + NODES - 1);
  });

  test("a user who signed in at one node is trusted at all, whoever guesses from elsewhere [P151c]", () => {
    nodes[0]?.delays.succeeded(guess);
    for (let index = 0; index < 200; index += 1) nodes[1]?.delays.failed({ ...guess, network: `198.51.100.${index}` });
    expect(nodes.every(({ delays }) => isTaken(delays))).toBe(true);
  });
});
