import { describe, expect, test } from "bun:test";
import type { Row } from "./rows.ts";
import { ROWS_AT_ONCE, shownRange } from "./shown-rows.ts";

const rows = (from: number, to: number): readonly Row[] =>
  Array.from({ length: to - from }, (_, index) => ({ kind: "unread", key: `${from + index}` }));
const keys = (from: number, to: number) => new Set(rows(from, to).map(({ key }) => key));

describe("of many new rows", () => {
  test("the end is shown first to a reader who follows it, then what is above", () => {
    expect(shownRange(rows(0, 100), new Set(), "end")).toEqual({ from: 100 - ROWS_AT_ONCE, to: 100 });
    expect(shownRange(rows(0, 100), keys(70, 100), "end")).toEqual({ from: 70 - ROWS_AT_ONCE, to: 100 });
    expect(shownRange(rows(0, 100), keys(20, 99), "end")).toEqual({ from: 0, to: 100 });
    expect(shownRange(rows(0, 280), keys(0, 50), "end")).toEqual({ from: 280 - ROWS_AT_ONCE, to: 280 });
  });

  test("those beside a place in the middle come first, and nothing that is shown goes", () => {
    expect(shownRange(rows(0, 280), keys(100, 150), "place")).toEqual({
      ...{ from: 100 - ROWS_AT_ONCE, to: 150 + ROWS_AT_ONCE },
    });
    expect(shownRange(rows(0, 280), keys(-50, 270), "place")).toEqual({ from: 0, to: 280 });
  });

  test("all are shown where the reader may go to any of them", () => {
    expect(shownRange(rows(0, 280), keys(100, 150), "all")).toEqual({ from: 0, to: 280 });
    expect(shownRange(rows(300, 500), keys(0, 280), "place")).toEqual({ from: 0, to: 200 });
    expect(shownRange([], keys(0, 10), "end")).toEqual({ from: 0, to: 0 });
  });
});
