import { beforeEach, expect, test } from "bun:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { visitDaily } from "./daily-visit.ts";

const HOUR_MS = 60 * 60 * 1000;

let clock: FakeClock;
let visitCount: number;
let isServerAway: boolean;
let wake: () => void;

beforeEach(() => {
  clock = new FakeClock();
  visitCount = 0;
  isServerAway = false;
  visitDaily(
    async () => {
      visitCount += 1;
      if (isServerAway) throw new Error("away");
    },
    {
      clock,
      wake: (onWake) => {
        wake = onWake;
        return () => {};
      },
    },
  );
});

test("[P29a] a page that stays open visits once a day", () => {
  clock.advance(23 * HOUR_MS);
  expect(visitCount).toBe(0);
  clock.advance(HOUR_MS);
  expect(visitCount).toBe(1);
  clock.advance(30 * 24 * HOUR_MS);
  expect(visitCount).toBe(31);
});

test("a device that slept for days visits when it wakes, once", () => {
  clock.sleep(3 * 24 * HOUR_MS);
  wake();
  wake();
  expect(visitCount).toBe(1);
});

test("a time of day that is set back does not put off the visit", () => {
  clock.setWall(clock.now() - 30 * 24 * HOUR_MS);
  clock.advance(HOUR_MS);
  expect(visitCount).toBe(1);
  clock.advance(24 * HOUR_MS);
  expect(visitCount).toBe(2);
});

test("a user who looks at the page many times a day visits once", () => {
  for (let hour = 0; hour < 48; hour += 1) {
    clock.advance(HOUR_MS);
    wake();
  }
  expect(visitCount).toBe(2);
});

test("a visit that came to nothing is made when the network is back", async () => {
  isServerAway = true;
  clock.advance(24 * HOUR_MS);
  await Bun.sleep(0);
  isServerAway = false;
  wake();
  expect(visitCount).toBe(2);
  wake();
  expect(visitCount).toBe(2);
});

test("a server that stays away is asked once an hour", async () => {
  isServerAway = true;
  clock.advance(24 * HOUR_MS);
  for (let hour = 0; hour < 3; hour += 1) {
    await Bun.sleep(0);
    clock.advance(HOUR_MS);
  }
  expect(visitCount).toBe(4);
});
