import { expect, test } from "bun:test";
import type { CustomData } from "../protocol/custom-data.ts";
import { limits } from "../protocol/limits.ts";
import { ownData } from "./own-data.ts";

test("data is copied as it will arrive: its caller may change it afterwards", () => {
  const given = { order: 7, lines: ["tea"], none: undefined } as unknown as CustomData;
  const copy = ownData(given, limits.dataBytesMax);
  given.order = 8;
  expect(copy).toEqual({ order: 7, lines: ["tea"] });
});

test("[P225b] data of exactly 4 KiB fits, and one byte more does not", () => {
  const text = "x".repeat(limits.dataBytesMax - '{"text":""}'.length);
  expect(ownData({ text }, limits.dataBytesMax)).toEqual({ text });
  expect(() => ownData({ text: `${text}x` }, limits.dataBytesMax)).toThrow(expect.objectContaining({ code: "data-too-large" }));
});

const cycle: Record<string, unknown> = {};
cycle.itself = cycle;

test.each([
  ["a list", []],
  ["a text", "{}"],
  ["a function", () => {}],
  ["a cycle", cycle],
  ["a bigint", { count: 1n }],
  ["null", null],
])("%s is refused before it leaves", (_what, given) => {
  const call = () => ownData(given as CustomData, limits.dataBytesMax);
  expect(call).toThrow(expect.objectContaining({ code: "bad-frame" }));
});
