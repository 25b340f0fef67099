import { afterEach, beforeEach, expect, test } from "bun:test";
import { dismissedOf } from "./dismissed.ts";

const kept = new Map<string, string>();
beforeEach(() => {
  kept.clear();
  Object.assign(globalThis, {
    localStorage: {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    },
  });
});

afterEach(() => {
  Reflect.deleteProperty(globalThis, "localStorage");
});

test("an announcement that was hidden stays hidden on this device, and another one is shown", () => {
  dismissedOf("u_ann").add("r_reef", "Exam on Friday");
  expect(dismissedOf("u_ann").has("r_reef", "Exam on Friday")).toBeTrue();
  expect(dismissedOf("u_ann").has("r_reef", "Exam on Monday")).toBeFalse();
  expect(dismissedOf("u_ben").has("r_reef", "Exam on Friday")).toBeFalse();
  expect([...kept.values()].join()).not.toContain("Exam");
});

test("the newest hundred are remembered, and garbage is none", () => {
  for (let count = 0; count < 150; count += 1) dismissedOf("u_ann").add(`r_${count}`, "x");
  expect([dismissedOf("u_ann").has("r_0", "x"), dismissedOf("u_ann").has("r_149", "x")]).toEqual([false, true]);
  for (const garbage of ["[", "{}", "[[1,2],null,3]", '"x"']) {
    kept.set("shoal.dismissed.u_ann", garbage);
    expect(dismissedOf("u_ann").has("r_149", "x")).toBeFalse();
  }
});
