import { expect, test } from "bun:test";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { SeededRandom } from "../../test/support/random.ts";
import { Backoff, RECONNECT_DELAY_MS_MAX, RETRY_BOUND_MAX_MS, type ReconnectOptions } from "./backoff.ts";

const CLIENTS = 2_000;

/** When each of many clients comes back to a server that is away for so long, and how often they all knock meanwhile. */
function outage(awayMs: number): { returnsMs: number[]; attempts: number } {
  const random = new SeededRandom();
  let attempts = 0;
  const returnsMs = Array.from({ length: CLIENTS }, () => {
    const clock = new FakeClock();
    const backoff = new Backoff(() => random.next(), clock);
    let now = 0;
    do {
      const delayMs = backoff.nextDelayMs("unavailable");
      clock.advance(delayMs);
      now += delayMs;
      attempts += 1;
    } while (now < awayMs);
    return now - awayMs;
  });
  return { returnsMs: returnsMs.toSorted((one, other) => one - other), attempts };
}

test("[P31c] after a restart everybody is back within half a second, after a longer absence within a quarter of it", () => {
  for (const awayMs of [0, 200, 1_000]) expect(outage(awayMs).returnsMs.at(-1)).toBeLessThanOrEqual(500);
  for (const awayMs of [5_000, 20_000, 60_000]) expect(outage(awayMs).returnsMs.at(-1)).toBeLessThanOrEqual(awayMs / 4 + 500);
  expect(outage(600_000).returnsMs.at(-1)).toBeLessThanOrEqual(RETRY_BOUND_MAX_MS);
});

test("[P31c] two thousand clients that come back are spread: no tenth of the time sees more than a third of them", () => {
  for (const awayMs of [1_000, 5_000, 60_000]) {
    const { returnsMs } = outage(awayMs);
    const last = returnsMs.at(-1) ?? 0;
    const tenths = Array.from({ length: 10 }, (_, tenth) => {
      const [from, to] = [(last * tenth) / 10, (last * (tenth + 1)) / 10];
      return returnsMs.filter((ms) => ms >= from && ms < to).length;
    });
    expect(Math.max(...tenths)).toBeLessThan(CLIENTS / 3);
  }
});

test("[P31c] a server that stays away is knocked at less and less", () => {
  const inTheFirstMinute = outage(60_000).attempts / CLIENTS;
  const inTenMinutes = outage(600_000).attempts / CLIENTS;
  expect(inTheFirstMinute).toBeLessThan(60);
  expect(inTenMinutes - inTheFirstMinute).toBeLessThan(9 * 8);
});

test("[P31d] after rate-limited a client waits up to two seconds, and after too-many-frames up to twenty", () => {
  const backoff = new Backoff(() => 0.999, new FakeClock());
  expect(backoff.nextDelayMs("rate-limited")).toBeCloseTo(1_998);
  expect(backoff.nextDelayMs("too-many-frames")).toBeCloseTo(19_980);
  expect(backoff.nextDelayMs("draining")).toBeCloseTo(499.5);
});

test("an application chooses between which bounds its clients wait", () => {
  const clock = new FakeClock();
  const backoff = new Backoff(() => 1, clock, { delayMs: 2_000, delayMsMax: 3_000 });
  expect(backoff.nextDelayMs("unavailable")).toBe(2_000);
  clock.advance(60_000);
  expect(backoff.nextDelayMs("unavailable")).toBe(3_000);
  // One that sent too much takes its time, whatever the application has chosen.
  expect(backoff.nextDelayMs("too-many-frames")).toBe(RETRY_BOUND_MAX_MS);
  expect(new Backoff(() => 1, clock, { delayMs: 30_000 }).nextDelayMs("unavailable")).toBe(30_000);
  expect(new Backoff(() => 1, clock, { delayMsMax: 200 }).nextDelayMs("unavailable")).toBe(200);
});

test.each<ReconnectOptions>([
  { delayMs: 0 },
  { delayMs: Number.NaN },
  { delayMs: 500, delayMsMax: 400 },
  { delayMsMax: RECONNECT_DELAY_MS_MAX + 1 },
])("a wait that would flood a server or last for ever is refused, with the field and its range: %p", (reconnect) => {
  expect(() => new Backoff(() => 1, new FakeClock(), reconnect)).toThrow(
    /`reconnect\.delayMs(Max)?` must be \d+ to \d+ milliseconds/,
  );
});
