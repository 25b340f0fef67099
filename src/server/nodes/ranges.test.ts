import { expect, test } from "bun:test";
import { everything, isWithin, without } from "./ranges.ts";

test("a range that is known is taken out of those that are missing, wherever it lies", () => {
  expect(without([everything], ["", null])).toEqual([]);
  expect(without([everything], ["", "g"])).toEqual([["g", null]]);
  expect(without([["g", null]], ["k", "p"])).toEqual([
    ["g", "k"],
    ["p", null],
  ]);
  expect(without([["g", "k"]], ["k", null])).toEqual([["g", "k"]]);
  expect(without([["g", "k"]], ["a", "g"])).toEqual([["g", "k"]]);
  expect(
    without(
      [
        ["g", "k"],
        ["p", null],
      ],
      ["h", "q"],
    ),
  ).toEqual([
    ["g", "h"],
    ["q", null],
  ]);
});

test("a range has its first key and not its last", () => {
  expect(isWithin("g", ["g", "k"])).toBe(true);
  expect(isWithin("k", ["g", "k"])).toBe(false);
  expect(isWithin("zz", ["g", null])).toBe(true);
});
