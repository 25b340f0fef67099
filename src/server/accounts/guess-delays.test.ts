import { expect, test } from "bun:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import {
  DELAY_MS_MAX,
  FORGOTTEN_AFTER_MS,
  GuessDelays,
  guessingNetwork,
  NAME_FAILURES_MAX,
  NETWORK_DELAY_MS,
  NETWORK_FAILURES_MAX,
} from "./guess-delays.ts";

function begin() {
  const clock = new FakeClock();
  const delays = new GuessDelays(clock);
  const delayOf = (guess: Parameters<GuessDelays["require"]>[0]): number => {
    try {
      delays.require(guess);
      return 0;
    } catch (error) {
      return (error as { retryAfterMs: number }).retryAfterMs;
    }
  };
  return { clock, delays, delayOf };
}

const home = { name: "ann", network: "10.0.0.1" };

test("[P151b] each wrong password doubles the delay, up to a minute, and they are forgotten after a quiet quarter of an hour", () => {
  const { clock, delays, delayOf } = begin();
  const delaysMs: number[] = [];
  for (let failure = 0; failure < 9; failure += 1) {
    delays.failed(home);
    delaysMs.push(delayOf(home));
    clock.advance(delayOf(home));
    expect(delayOf(home)).toBe(0);
  }
  expect(delaysMs).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60].map((seconds) => seconds * 1000));
  clock.advance(FORGOTTEN_AFTER_MS);
  delays.failed(home);
  expect(delayOf(home)).toBe(1000);
  delays.succeeded(home);
  expect(delayOf(home)).toBe(0);
});

test("a clock that is set changes no delay", () => {
  const { clock, delays, delayOf } = begin();
  delays.failed(home);
  clock.setWall(0);
  expect(delayOf(home)).toBe(1000);
});

test("[P151c] guesses from many networks delay those who guess, and neither a first attempt from elsewhere nor where the user signed in before", () => {
  const { clock, delays, delayOf } = begin();
  delays.succeeded(home);
  for (let index = 0; index < 10_000; index += 1) delays.failed({ name: "ann", network: `1.${index}` });
  expect(delayOf({ name: "ann", network: "1.9999" })).toBe(DELAY_MS_MAX);
  expect(delayOf({ name: "ann", network: "new" })).toBe(0);
  expect(delayOf({ name: "ben", network: "1.9999" })).toBe(0);
  expect(delayOf(home)).toBe(0);
  delays.failed(home);
  expect(delayOf(home)).toBe(1000);
  clock.advance(1000);
  expect(delayOf(home)).toBe(0);
});

test("[P151c] guesses from the user's own network do not delay the user's own device", () => {
  const { delays, delayOf } = begin();
  for (let index = 0; index < NAME_FAILURES_MAX; index += 1) delays.failed(home);
  expect(delayOf(home)).toBe(DELAY_MS_MAX);
  const own = { ...home, device: "phone" };
  expect(delayOf(own)).toBe(0);
  delays.failed(own);
  expect(delayOf(own)).toBe(1000);
  expect(delayOf({ ...home, device: "laptop" })).toBe(0);
});

test("[P151b] a network that fails for many names has a short pause after each, but not for users who signed in there before", () => {
  const { delays, delayOf } = begin();
  delays.succeeded({ name: "ann", network: "school" });
  for (let index = 0; index < NETWORK_FAILURES_MAX; index += 1) delays.failed({ name: `pupil ${index}`, network: "school" });
  expect(delayOf({ name: "ben", network: "school" })).toBe(NETWORK_DELAY_MS);
  expect(delayOf({ name: "ann", network: "school" })).toBe(0);
});

test("the first 48 bits of an IPv6 address are one guesser", () => {
  expect(guessingNetwork("2001:db8:7:1::/64")).toBe(guessingNetwork("2001:db8:7:ffff::/64"));
  expect(guessingNetwork("2001:db8:7:1::/64")).not.toBe(guessingNetwork("2001:db8:8:1::/64"));
  expect(guessingNetwork("10.0.0.1")).toBe("10.0.0.1");
});
