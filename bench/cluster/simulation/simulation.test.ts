import { expect, test } from "bun:test";
import type { Costs } from "../costs.ts";
import { Cores, Disk, Lock, Timeline } from "./resources.ts";
import type { Scenario } from "./scenario.ts";
import { simulate } from "./simulation.ts";

const costs: Costs = {
  machine: "made up",
  node: {
    ...{ message: 50, batch: 100, frame: 5, feedRead: 100, foreignEvent: 50, verb: 1_000, hello: 500 },
    ...{ idleSecond: 5_000, connectionSecond: 5, bytes: 1e8, bytesOfConnection: 1e4 },
  },
  postgres: {
    ...{ message: 30, batch: 400, feedRead: 200, foreignEvent: 30, verb: 1_000, hello: 500 },
    ...{ walBytesOfMessage: 500, walBytesOfBatch: 500, diskBytesOfMessage: 400, commitMs: 2 },
  },
  nats: { messagesOfBatch: 1, bytesOfBatch: 100, message: 5 },
};

const quiet: Scenario = {
  name: "a quiet evening",
  people: 1_000,
  rooms: [{ count: 100, members: 10, shareOfPosts: 1 }],
  ...{ postsPerSecond: 100, verbsPerSecond: 0, hellosPerSecond: 0, nodes: 2, postgresCores: 2, seconds: 10 },
};

test("what is asked for is done, and each member gets each message", async () => {
  const { acknowledged, holds, deliveriesPerSecond, laneShare } = await simulate(quiet, costs);
  expect(holds).toBe(true);
  expect(acknowledged).toBeCloseTo(100, -1);
  expect(deliveriesPerSecond / acknowledged).toBeCloseTo(10, -0.5);
  expect(laneShare).toBeLessThan(0.2);
});

test("a cluster that is asked for too much does not hold, and says where", async () => {
  const { holds, loopShare } = await simulate({ ...quiet, postsPerSecond: 100_000, nodes: 4, seconds: 1 }, costs);
  expect(holds).toBe(false);
  expect(loopShare).toBeGreaterThan(0.95);
});

test("verbs of all nodes take turns, however many nodes there are", async () => {
  const few = await simulate({ ...quiet, verbsPerSecond: 100 }, costs);
  const many = await simulate({ ...quiet, verbsPerSecond: 100, nodes: 8, postgresCores: 16 }, costs);
  expect(few.verbShare).toBeGreaterThan(0.2);
  expect(many.verbShare).toBeGreaterThan(0.2);
});

test("a disk keeps in one go what waits for it", async () => {
  const timeline = new Timeline();
  const disk = new Disk(timeline, 5);
  for (let commit = 0; commit < 10; commit += 1) void disk.commit();
  await timeline.runUntil(20);
  expect(disk.flushCount).toBe(2);
});

test("cores do so much at once, and the rest waits", async () => {
  const timeline = new Timeline();
  const cores = new Cores(timeline, 2);
  const ends: number[] = [];
  for (let work = 0; work < 4; work += 1) void cores.work(1_000).then(() => ends.push(timeline.now));
  await timeline.runUntil(10);
  expect(ends).toEqual([1, 1, 2, 2]);
});

test("who holds a lock alone waits for those who share it, and those who come later wait behind", async () => {
  const timeline = new Timeline();
  const lock = new Lock(timeline);
  const ends: string[] = [];
  const hold = (name: string, isAlone: boolean) =>
    void lock.hold(isAlone, () => timeline.wait(1)).then(() => ends.push(`${name} ${timeline.now}`));
  hold("ann", false);
  hold("ben", false);
  hold("cal", true);
  hold("dan", false);
  await timeline.runUntil(10);
  expect(ends).toEqual(["ann 1", "ben 1", "cal 2", "dan 3"]);
  // From when cal asked until cal was done.
  expect(lock.closedMs).toBe(2);
});
