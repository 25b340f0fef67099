import { expect, test } from "bun:test";
import { Emitter } from "./emitter.ts";

interface Events {
  wave: number;
  calm: string;
}

test("tells listeners of that type, until they are taken off", () => {
  const emitter = new Emitter<Events>();
  const heard: unknown[] = [];
  const stop = emitter.on("wave", (height) => heard.push(height));
  emitter.on("calm", (word) => heard.push(word));
  emitter.emit("wave", 1);
  stop();
  emitter.emit("wave", 2);
  emitter.emit("calm", "oi");
  expect(heard).toEqual([1, "oi"]);
  expect([emitter.has("wave"), emitter.has("calm")]).toEqual([false, true]);
});

test("the same function twice is two listeners", () => {
  const emitter = new Emitter<Events>();
  let count = 0;
  const listener = (): void => {
    count += 1;
  };
  emitter.on("wave", listener)();
  emitter.on("wave", listener);
  emitter.on("wave", listener);
  emitter.emit("wave", 1);
  expect(count).toBe(2);
});

test("an event emitted meanwhile follows afterwards: all listeners see the same order", () => {
  const emitter = new Emitter<Events>();
  const heard: string[] = [];
  emitter.on("wave", () => emitter.emit("calm", "then"));
  emitter.on("calm", (word) => heard.push(`first hears ${word}`));
  emitter.on("wave", (height) => heard.push(`second hears ${height}`));
  emitter.emit("wave", 1);
  expect(heard).toEqual(["second hears 1", "first hears then"]);
});

test("a listener that throws is reported, and the others are called", () => {
  const reported: unknown[] = [];
  const heard: number[] = [];
  const emitter = new Emitter<Events>((error) => reported.push(error));
  const bug = new Error("a bug in the page");
  emitter.on("wave", () => {
    throw bug;
  });
  emitter.on("wave", (height) => heard.push(height));
  emitter.emit("wave", 1);
  emitter.emit("wave", 2);
  expect(heard).toEqual([1, 2]);
  expect(reported).toEqual([bug, bug]);
});

test("off takes off every subscription of a listener to that type, and no other", () => {
  const emitter = new Emitter<Events>();
  const heard: unknown[] = [];
  const hear = (told: unknown): void => void heard.push(told);
  emitter.on("wave", hear);
  const stop = emitter.on("wave", hear);
  emitter.on("calm", hear);
  emitter.off("wave", hear);
  emitter.off("wave", () => {});
  stop();
  emitter.emit("wave", 1);
  emitter.emit("calm", "still");
  expect(heard).toEqual(["still"]);
});

test("the next of several types is waited for once, and no longer than its signal says", async () => {
  const emitter = new Emitter<Events>();
  const controller = new AbortController();
  const next = emitter.next(["wave", "calm"], controller.signal);
  emitter.emit("calm", "still");
  emitter.emit("wave", 1);
  expect(await next).toEqual({ type: "calm", event: "still" });
  const aborted = emitter.next(["wave"], controller.signal);
  controller.abort("enough");
  await expect(aborted).rejects.toBe("enough");
  await expect(emitter.next(["wave"], controller.signal)).rejects.toBe("enough");
  expect(emitter.has("wave")).toBe(false);
});
