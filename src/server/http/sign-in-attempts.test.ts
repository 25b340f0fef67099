import { expect, test } from "bun:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { ATTEMPT_LIFETIME_MS, SignInAttempts } from "./sign-in-attempts.ts";

function attemptsOn(clock: FakeClock) {
  const attempts = new SignInAttempts<number>(clock);
  let count = 0;
  const signIn = async (id: string | undefined, subject = "ann") => await attempts.run(id, subject, async () => ++count);
  return { attempts, signIn };
}

test("an attempt that is repeated is one, also while the first is being dealt with, and for two minutes", async () => {
  const clock = new FakeClock();
  const { signIn } = attemptsOn(clock);
  expect(await Promise.all([signIn("one"), signIn("one")])).toEqual([1, 1]);
  clock.advance(ATTEMPT_LIFETIME_MS - 1);
  expect(await signIn("one")).toBe(1);
  clock.advance(1);
  expect(await signIn("one")).toBe(2);
});

test("another attempt, another nickname and none at all are others", async () => {
  const { signIn } = attemptsOn(new FakeClock());
  expect([
    await signIn("one"),
    await signIn("two"),
    await signIn("one", "ben"),
    await signIn(undefined),
    await signIn(undefined),
  ]).toEqual([1, 2, 3, 4, 5]);
});

test("a refused attempt may be repeated", async () => {
  const attempts = new SignInAttempts<string>(new FakeClock());
  await expect(attempts.run("one", "ann", () => Promise.reject(new Error("taken")))).rejects.toThrow("taken");
  expect(await attempts.run("one", "ann", async () => "free")).toBe("free");
});

test("ten thousand are remembered, and then the oldest is forgotten", async () => {
  const { signIn } = attemptsOn(new FakeClock());
  for (let index = 1; index <= 10_002; index += 1) await signIn(`${index}`);
  expect(await signIn("10002")).toBe(10_002);
  expect(await signIn("1")).toBe(10_003);
});
