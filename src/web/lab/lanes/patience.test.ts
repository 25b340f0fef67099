import { expect, test } from "bun:test";
import { Patience } from "./patience.ts";

test("the end wakes every sleeper, and none sleeps after it", async () => {
  const patience = new Patience();
  const sleepers = [patience.sleep(3_600_000), patience.sleep(3_600_000), patience.until(() => false, 3_600_000)];
  patience.end();
  await Promise.all(sleepers);
  await patience.sleep(3_600_000);
  expect(patience.isOver).toBe(true);
});

test("it waits for what becomes true, and not longer than it may", async () => {
  const patience = new Patience();
  let looks = 0;
  await patience.until(() => {
    looks += 1;
    return looks === 2;
  }, 3_600_000);
  expect(looks).toBe(2);
  await patience.until(() => false, 0);
});
