import { expect, test } from "bun:test";
import { ShoalError } from "../../protocol/errors.ts";
import { FairQueue } from "./fair-queue.ts";

const options = { atOnceMax: 2, waitingMax: 6, waitingPerPartyMax: 4, workMs: 100, retryAfterMsMax: 15_000 };

/** Work that ends when it is told to. */
function heldWork() {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  return {
    begun,
    named: (name: string) => async (): Promise<string> => {
      begun.push(name);
      await new Promise<void>((resolve) => ends.push(resolve));
      return name;
    },
    async endOne(): Promise<void> {
      ends.shift()?.();
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    },
  };
}

test("[P150c] a few pieces of work run at once, and parties take turns", async () => {
  const queue = new FairQueue(options);
  const work = heldWork();
  const runs = ["a1", "a2", "a3", "a4", "b1", "c1"].map((name) => queue.run(name.charAt(0), work.named(name)));
  expect(work.begun).toEqual(["a1", "a2"]);
  for (let count = 0; count < 6; count += 1) await work.endOne();
  expect(work.begun).toEqual(["a1", "a2", "a3", "b1", "c1", "a4"]);
  expect(await Promise.all(runs)).toHaveLength(6);
});

test("beyond the line of a party, and of all, the caller is told when to come back, each at another time", async () => {
  const queue = new FairQueue(options);
  const work = heldWork();
  for (let index = 0; index < 6; index += 1) void queue.run("a", work.named("a"));
  const refusals: number[] = [];
  for (let index = 0; index < 3; index += 1) {
    const error: unknown = await queue.run("a", work.named("a")).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "rate-limited" });
    if (error instanceof ShoalError) refusals.push(error.retryAfterMs ?? 0);
  }
  expect(refusals).toEqual([250, 300, 350]);
  for (let index = 0; index < 2; index += 1) void queue.run("b", work.named("b"));
  await expect(queue.run("c", work.named("c"))).rejects.toMatchObject({ code: "rate-limited" });
});

test("work that fails gives its place to the next", async () => {
  const queue = new FairQueue({ ...options, atOnceMax: 1 });
  const failed = queue.run("a", () => Promise.reject(new Error("broken")));
  const next = queue.run("a", () => Promise.resolve("done"));
  await expect(failed).rejects.toThrow("broken");
  expect(await next).toBe("done");
  expect(await queue.run("a", () => Promise.resolve("again"))).toBe("again");
});
