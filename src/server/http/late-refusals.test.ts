import { expect, test } from "bun:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { ShoalError } from "../../protocol/errors.ts";
import { LateRefusals } from "./late-refusals.ts";

/** Of an address; a user's own pace is another matter. */
const load = { isRequestRefusal: ({ code, message }: ShoalError) => code === "rate-limited" && message !== "Your pace." };

function observed(promise: Promise<ShoalError>) {
  const seen: ShoalError[] = [];
  void promise.then((error) => seen.push(error));
  return seen;
}

test("[P93e] what an address is refused for its load is told after a second", async () => {
  const clock = new FakeClock();
  const refusals = new LateRefusals(load, clock);
  const soon = observed(refusals.due(new ShoalError("rate-limited", { retryAfterMs: 300 })));
  const late = observed(refusals.due(new ShoalError("rate-limited", { retryAfterMs: 5_000, message: "Slowly." })));
  clock.advance(999);
  await Bun.sleep(0);
  expect([...soon, ...late]).toEqual([]);
  clock.advance(1);
  await Bun.sleep(0);
  expect(soon).toMatchObject([{ code: "rate-limited", retryAfterMs: 1 }]);
  expect(late).toMatchObject([{ code: "rate-limited", retryAfterMs: 4_000, message: "Slowly." }]);
});

test("[P93e] other errors are told at once, and so is what comes while a thousand wait", async () => {
  const clock = new FakeClock();
  const refusals = new LateRefusals(load, clock);
  const other = new ShoalError("unauthenticated");
  expect(await refusals.due(other)).toBe(other);
  const pace = new ShoalError("rate-limited", { retryAfterMs: 1_000, message: "Your pace." });
  expect(await refusals.due(pace)).toBe(pace);
  const limited = new ShoalError("rate-limited", { retryAfterMs: 1_000 });
  const waiting = Promise.all(Array.from({ length: 1_000 }, () => refusals.due(limited)));
  expect(await refusals.due(limited)).toBe(limited);
  clock.advance(1_000);
  await waiting;
  const next = observed(refusals.due(limited));
  await Bun.sleep(0);
  expect(next).toEqual([]);
});
