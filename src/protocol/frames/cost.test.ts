import { expect, test } from "bun:test";
import fc from "fast-check";
import * as v from "valibot";
import { limits } from "../limits.ts";
import { assertCheap, JSON_DEPTH_MAX, JSON_VALUES_MAX } from "./cost.ts";
import { parseInput } from "./parse.ts";

const pad = " ".repeat(200);
const nested = (depth: number): string => pad + "[".repeat(depth) + "]".repeat(depth);

test("[P1c] JSON is read up to a depth and a number of values, and refused beyond", () => {
  assertCheap(nested(JSON_DEPTH_MAX));
  expect(() => assertCheap(nested(JSON_DEPTH_MAX + 1))).toThrow("nests deeper than 16");
  assertCheap(JSON.stringify(Array.from({ length: JSON_VALUES_MAX - 1 }, () => 0)));
  expect(() => assertCheap(JSON.stringify(Array.from({ length: JSON_VALUES_MAX + 1 }, () => 0)))).toThrow("2000 values");
});

test.each([
  ["brackets", "[".repeat(limits.frameBytesMax)],
  ["objects", '{"a":'.repeat(10_000)],
  ["lists side by side", `[${"[],".repeat(20_000)}0]`],
  ["keys", `{${'"a":1,'.repeat(10_000)}"b":1}`],
  ["brackets after a string that ends in a backslash", `["\\\\",${"[".repeat(1_000)}`],
])("[P1c] 64 KiB of %s are not parsed", (_what, text) => {
  expect(() => assertCheap(text)).toThrow(expect.objectContaining({ code: "bad-frame" }));
});

test("[P1c] the content of a string costs nothing", () => {
  for (const text of ["[".repeat(8_000), '"['.repeat(4_000), "\\".repeat(8_000), ",".repeat(8_000)]) {
    assertCheap(JSON.stringify({ type: "send", text }));
  }
});

test("[P2] the largest hello is cheap", () => {
  const cursors = Object.fromEntries(
    Array.from({ length: limits.conversationsPerUserMax + 1 }, (_, index) => [`r_${"x".repeat(16)}${index}`, 1_000_000]),
  );
  assertCheap(JSON.stringify({ type: "hello", version: 1, cursors }));
});

test("[P1c] JSON that is shallow and small is never refused", () => {
  const json = fc.json({ maxDepth: 8 }).filter((text) => text.length < 4_000);
  fc.assert(fc.property(json, (text) => assertCheap(pad + text)));
});

test("the cost of what a client sends is bounded before it is parsed", () => {
  expect(() => parseInput(v.unknown(), nested(JSON_DEPTH_MAX + 1))).toThrow("nests deeper than 16");
});
