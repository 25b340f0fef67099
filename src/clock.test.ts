import { expect, test } from "bun:test";
import { FakeClock } from "../test/support/fake-clock.ts";
import { type MonotonicMs, systemClock } from "./clock.ts";

const HOUR_MS = 60 * 60 * 1000;

test.each([HOUR_MS, -HOUR_MS])("a time of day that is set by %d ms leaves a duration as it is", (jumpMs) => {
  const clock = new FakeClock();
  const start = clock.monotonicNow();
  clock.advance(250);
  clock.setWall(clock.now() + jumpMs);
  clock.advance(250);
  expect(clock.elapsedMs(start)).toBe(500);
});

test("the system's monotonic clock never goes back", () => {
  const start = systemClock.monotonicNow();
  for (let reading = 0; reading < 1_000; reading += 1) expect(systemClock.elapsedMs(start)).toBeGreaterThanOrEqual(0);
});

test("a time of day in the place of a duration does not compile", () => {
  const clock = new FakeClock();
  const begin = (since: MonotonicMs): MonotonicMs => since;
  // @ts-expect-error A time of day starts no duration.
  begin(clock.now());
  // @ts-expect-error Nor does a number.
  begin(0);
  // @ts-expect-error A monotonic reading is no number: nothing can stamp with it.
  const at: number = clock.monotonicNow();
  // @ts-expect-error The two cannot be compared.
  expect(at === clock.now() || clock.now() < clock.monotonicNow()).toBeBoolean();
});

test("only the clock reads the time of the platform, so that every reading says which time it is", async () => {
  const exceptions = new Set([
    "clock.ts",
    "protocol/ids.ts", // stamps an id, and imports nothing
  ]);
  const readers: string[] = [];
  for await (const path of new Bun.Glob("**/*.{ts,tsx}").scan(import.meta.dir)) {
    if (path.includes(".test.") || path.includes("/testing/") || exceptions.has(path)) continue;
    if (/\bDate\.now\(|new Date\(\)\.(getTime|valueOf)\(/.test(await Bun.file(`${import.meta.dir}/${path}`).text()))
      readers.push(path);
  }
  expect(readers).toEqual([]);
});
