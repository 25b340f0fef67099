import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import type { ShoalError } from "../../protocol/errors.ts";
import { FairShares } from "./fair-shares.ts";

function take(shares: FairShares, party: string, cost: number, key = "here"): "taken" | ShoalError {
  return shares.refusal(key, party, cost) ?? "taken";
}

test("a party that asks for little is served while others ask for all that there is", () => {
  const clock = new FakeClock();
  const shares = new FairShares({ perSecond: 1_000, clock });
  let annsRefusals = 0;
  for (let second = 0; second < 20; second += 1) {
    for (let index = 0; index < 40; index += 1) {
      for (let party = 0; party < 50; party += 1) take(shares, `mallory ${party}`, 10);
      if (index % 10 === 0 && take(shares, "ann", 2) !== "taken") annsRefusals += 1;
      clock.advance(25);
    }
  }
  expect(annsRefusals).toBe(0);
});

test("one key's load leaves another's alone", () => {
  const shares = new FairShares({ perSecond: 100, clock: new FakeClock() });
  for (let index = 0; index < 100; index += 1) take(shares, "mallory", 10, "there");
  expect(take(shares, "mallory", 10, "there")).toMatchObject({ code: "rate-limited" });
  expect(take(shares, "mallory", 10, "here")).toBe("taken");
});

test("a refused request is accepted after retryAfterMs", () => {
  const clock = new FakeClock();
  const shares = new FairShares({ perSecond: 100, clock });
  clock.advance(400);
  for (let index = 0; index < 12; index += 1) take(shares, "ann", 10);
  const refusal = take(shares, "ann", 10);
  if (refusal === "taken") throw new Error("More was given than there is.");
  clock.advance((refusal.retryAfterMs ?? 0) - 1);
  expect(take(shares, "ann", 10)).not.toBe("taken");
  clock.advance(1);
  expect(take(shares, "ann", 10)).toBe("taken");
});

test("a request that costs more than a second's share is served, and paid for by waiting", () => {
  const clock = new FakeClock();
  const shares = new FairShares({ perSecond: 100, clock });
  shares.charge("here", "ann", 40);
  shares.charge("here", "ann", 40);
  expect(take(shares, "ann", 250)).toBe("taken");
  let waitedSeconds = 0;
  while (take(shares, "ann", 10) !== "taken") {
    clock.advance(1_000);
    waitedSeconds += 1;
  }
  expect(waitedSeconds).toBeLessThanOrEqual(5);
  expect(waitedSeconds).toBeGreaterThan(0);
});

test("in the long run no key costs more than its share, however much its parties ask for", () => {
  void fc.assert(
    fc.property(
      fc.array(fc.record({ party: fc.integer({ min: 0, max: 9 }), cost: fc.integer({ min: 1, max: 300 }) }), { minLength: 500 }),
      (asked) => {
        const clock = new FakeClock();
        const shares = new FairShares({ perSecond: 200, clock });
        let spent = 0;
        for (const { party, cost } of asked) {
          if (take(shares, String(party), cost) === "taken") spent += cost;
          clock.advance(40);
        }
        const seconds = (asked.length * 40) / 1000;
        // Beyond that, what everyone may owe at the end: a largest request each, and one in common.
        expect(spent).toBeLessThanOrEqual(200 * (seconds + 1) + 11 * 300);
      },
    ),
  );
});

test("a party that stops asking is removed", () => {
  const clock = new FakeClock();
  const shares = new FairShares({ perSecond: 100, clock });
  for (let index = 0; index < 1_000; index += 1) take(shares, "", 10, `address ${index}`);
  for (let second = 0; second < 3; second += 1) {
    clock.advance(1_000);
    take(shares, "ann", 1, "another");
  }
  expect(shares.size).toBe(1);
});

test("without a limit everything is taken, and nothing is remembered", () => {
  const shares = new FairShares({ perSecond: 0, clock: new FakeClock() });
  for (let index = 0; index < 1_000; index += 1) expect(take(shares, "ann", 1_000)).toBe("taken");
  expect(shares.size).toBe(0);
});
