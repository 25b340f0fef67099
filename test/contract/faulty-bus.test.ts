import { expect, test } from "bun:test";
import { InProcessNetwork } from "../../src/server/bus/in-process-bus.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { FaultyBus, usualFaults } from "../support/faulty-bus.ts";
import { SeededRandom, testSeed } from "../support/random.ts";
import { RecordedLog } from "../support/recorded-log.ts";

const seed = testSeed();
const COUNT = 1_000;
const texts = Array.from({ length: COUNT }, (_, index) => String(index));

/** What a subscriber of a faulty bus hears of a thousand messages. */
async function hear(ofSeed: number): Promise<{ heard: string[]; ownCount: number }> {
  const network = new InProcessNetwork();
  const log = new RecordedLog();
  const clock = new FakeClock();
  const sender = network.open(log);
  const receiver = new FaultyBus(network.open(log), { clock, random: new SeededRandom(ofSeed) });
  const heard: string[] = [];
  let ownCount = 0;
  receiver.subscribe("typing", (text, fromNodeId) => {
    heard.push(text);
    if (fromNodeId === receiver.nodeId) ownCount += 1;
  });
  for (const text of texts) {
    sender.publish("typing", text);
    receiver.publish("typing", "own");
    await Promise.resolve();
    clock.advance(1);
  }
  clock.advance(usualFaults.delayMsMax);
  return { heard, ownCount };
}

test(`a faulty bus loses, repeats, delays and reorders, and makes nothing up (seed ${seed})`, async () => {
  const { heard, ownCount } = await hear(seed);
  const distinct = new Set(heard);
  const overtaken = heard.filter((text, index) => heard.slice(0, index).some((earlier) => Number(earlier) > Number(text)));
  expect(ownCount).toBe(0);
  expect(texts).toEqual(expect.arrayContaining([...distinct]));
  for (const count of [COUNT - distinct.size, heard.length - distinct.size, overtaken.length]) {
    expect(count).toBeGreaterThan(COUNT / 20);
    expect(count).toBeLessThan(COUNT * 0.9);
  }
});

test("the same seed brings the same faults, and another one others", async () => {
  const [one, again, other] = await Promise.all([hear(1), hear(1), hear(2)]);
  expect(again.heard).toEqual(one.heard);
  expect(other.heard).not.toEqual(one.heard);
});

test("after it is closed or a subscription has ended, nothing that was delayed comes", async () => {
  const network = new InProcessNetwork();
  const clock = new FakeClock();
  const faults = { lost: 0, repeated: 1, delayed: 1, delayMsMax: 100 };
  const sender = network.open(new RecordedLog());
  const receiver = new FaultyBus(network.open(new RecordedLog()), { clock, random: new SeededRandom(seed), faults });
  const heard: string[] = [];
  const unsubscribe = receiver.subscribe("typing", (text) => heard.push(text));
  receiver.subscribe("typing", (text) => heard.push(`other ${text}`));
  sender.publish("typing", "one");
  await Promise.resolve();
  unsubscribe();
  clock.advance(100);
  sender.publish("typing", "two");
  await Promise.resolve();
  await receiver.close();
  clock.advance(100);
  expect([heard, clock.pendingCount]).toEqual([["other one", "other one"], 0]);
});

/**
 * How every user of the bus works: what is true is in a log, a message is a hint that there is more, and what hints do not bring is
 * looked up now and then. No fault changes where it ends.
 */
test(`a follower that takes messages for hints ends with everything, once and in order (seed ${seed})`, async () => {
  const network = new InProcessNetwork();
  const clock = new FakeClock();
  const random = new SeededRandom(seed);
  const writer = network.open(new RecordedLog());
  const log: number[] = [];
  const followers = Array.from({ length: 3 }, () => {
    const bus = new FaultyBus(network.open(new RecordedLog()), { clock, random });
    const applied: number[] = [];
    const follow = (): void => {
      applied.push(...log.slice(applied.length));
    };
    bus.subscribe("feed", follow);
    clock.every(500, follow);
    return { bus, applied };
  });
  for (let entry = 0; entry < 300; entry += 1) {
    if (entry === 100) network.cut();
    if (entry === 200) network.mend();
    log.push(entry);
    writer.publish("feed", String(entry));
    await Promise.resolve();
    clock.advance(random.integer(0, 20));
  }
  clock.advance(500);
  for (const { applied } of followers) expect(applied).toEqual(log);
});
