import { expect, test } from "bun:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { RateLimiter } from "./rate-limiter.ts";

const HOUR_MS = 60 * 60 * 1000;

test("a burst is taken at once, and then one at a time", () => {
  const clock = new FakeClock();
  const limiter = new RateLimiter({ perSecond: 2, burst: 3, clock });
  expect([limiter.take("ann"), limiter.take("ann"), limiter.take("ann")]).toEqual([0, 0, 0]);
  expect(limiter.take("ann")).toBe(500);
  clock.advance(500);
  expect(limiter.take("ann")).toBe(0);
  expect(limiter.take("ann")).toBe(500);
});

test.each([-HOUR_MS, HOUR_MS])("the pace stays the same where the time of day is set by %d ms", (jumpMs) => {
  const clock = new FakeClock();
  const limiter = new RateLimiter({ perSecond: 2, burst: 1, clock });
  limiter.take("ann");
  clock.setWall(clock.now() + jumpMs);
  expect(limiter.take("ann")).toBe(500);
  clock.advance(500);
  expect(limiter.take("ann")).toBe(0);
});

test("one person's haste does not slow another", () => {
  const limiter = new RateLimiter({ perSecond: 1, burst: 1, clock: new FakeClock() });
  expect(limiter.take("ann")).toBe(0);
  expect(limiter.take("ann")).toBeGreaterThan(0);
  expect(limiter.take("ben")).toBe(0);
});

test("less than one a second is one at once, and then one now and then", () => {
  const clock = new FakeClock();
  const limiter = new RateLimiter({ perSecond: 0.5, burst: 0.5, clock });
  expect(limiter.take("ann")).toBe(0);
  expect(limiter.take("ann")).toBe(2_000);
  clock.advance(2_000);
  expect(limiter.take("ann")).toBe(0);
});

test("0 a second is no limit", () => {
  const limiter = new RateLimiter({ perSecond: 0, burst: 0, clock: new FakeClock() });
  expect(Array.from({ length: 100 }, () => limiter.take("ann")).every((wait) => wait === 0)).toBe(true);
});

test("a hundred thousand strangers leave no trace once they are gone", () => {
  const clock = new FakeClock();
  const limiter = new RateLimiter({ perSecond: 10, burst: 10, clock });
  for (let stranger = 0; stranger < 100_000; stranger += 1) {
    limiter.take(`stranger ${stranger}`);
    clock.advance(10);
  }
  expect(limiter.size).toBeLessThan(2_100);
});
