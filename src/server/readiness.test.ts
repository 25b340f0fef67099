import { expect, test } from "bun:test";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { ShoalError } from "../protocol/errors.ts";
import { PROBE_INTERVAL_MS, PROBE_WAIT_MS, Readiness } from "./readiness.ts";

const log = { info: () => {}, warn: () => {}, error: () => {} };

/** A storage whose probes are counted, and end when a test says so. */
function watched() {
  const clock = new FakeClock();
  const probes: PromiseWithResolvers<void>[] = [];
  const probe = (): Promise<void> => {
    const begun = Promise.withResolvers<void>();
    probes.push(begun);
    return begun.promise;
  };
  return { clock, probes, readiness: new Readiness({ storage: { probe }, clock, log }) };
}

test("ready is a server whose storage has just taken a write", async () => {
  const { probes, readiness } = watched();
  const reason = readiness.reason();
  probes[0]?.resolve();
  expect(await reason).toBeUndefined();
});

test("all who ask within a second share one write, however many they are", async () => {
  const { clock, probes, readiness } = watched();
  const reasons = Array.from({ length: 1_000 }, () => readiness.reason());
  probes[0]?.resolve();
  expect(new Set(await Promise.all(reasons))).toEqual(new Set([undefined]));
  clock.advance(PROBE_INTERVAL_MS - 1);
  await readiness.reason();
  expect(probes).toHaveLength(1);
  clock.advance(1);
  const next = readiness.reason();
  expect(probes).toHaveLength(2);
  probes[1]?.reject(new ShoalError("unavailable"));
  expect(await next).toBe("nothing can be stored");
  clock.advance(PROBE_INTERVAL_MS);
  const last = readiness.reason();
  probes[2]?.resolve();
  expect(await last).toBeUndefined();
});

test("a disk that hangs is told in time, and gets no second write", async () => {
  const { clock, probes, readiness } = watched();
  const reason = readiness.reason();
  clock.advance(PROBE_WAIT_MS);
  expect(await reason).toBe("the storage does not answer");
  clock.advance(10 * PROBE_INTERVAL_MS);
  expect(await readiness.reason()).toBe("the storage does not answer");
  expect(probes).toHaveLength(1);
  probes[0]?.resolve();
  await Bun.sleep(0);
  const next = readiness.reason();
  probes[1]?.resolve();
  expect(await next).toBeUndefined();
});

test("a server that stops is not ready, also for who asked before", async () => {
  const { probes, readiness } = watched();
  const before = readiness.reason();
  readiness.stop();
  probes[0]?.resolve();
  expect(await before).toBe("the server is stopping");
  expect(await readiness.reason()).toBe("the server is stopping");
  expect(probes).toHaveLength(1);
});
