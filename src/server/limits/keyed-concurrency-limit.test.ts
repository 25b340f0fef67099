import { expect, test } from "bun:test";
import { KeyedConcurrencyLimit } from "./keyed-concurrency-limit.ts";

function work() {
  const started: string[] = [];
  const ends: (() => void)[] = [];
  const begin = (name: string) => () => {
    started.push(name);
    return new Promise<string>((resolve) => ends.push(() => resolve(name)));
  };
  return { started, ends, begin };
}

test("each has a few pieces of work at a time, and the others wait in order", async () => {
  const turns = new KeyedConcurrencyLimit({ atOnceMax: 2, waitingMax: 2 });
  const { started, ends, begin } = work();
  const ann = ["a1", "a2", "a3", "a4"].map((name) => turns.run("ann", begin(name)));
  const ben = turns.run("ben", begin("b1"));
  expect(started).toEqual(["a1", "a2", "b1"]);
  await expect(turns.run("ann", begin("a5"))).rejects.toMatchObject({ code: "rate-limited" });
  for (let done = 0; done < 5; done += 1) {
    ends[done]?.();
    await Bun.sleep(0);
  }
  expect(await Promise.all([...ann, ben])).toEqual(["a1", "a2", "a3", "a4", "b1"]);
  expect(started).toEqual(["a1", "a2", "b1", "a3", "a4"]);
});

test("work that fails makes room too", async () => {
  const turns = new KeyedConcurrencyLimit({ atOnceMax: 1, waitingMax: 1 });
  const failing = turns.run("ann", () => Promise.reject(new Error("the disk is full")));
  const next = turns.run("ann", async () => "done");
  await expect(failing).rejects.toThrow("the disk is full");
  expect(await next).toBe("done");
  expect(await turns.run("ann", async () => "again")).toBe("again");
});
