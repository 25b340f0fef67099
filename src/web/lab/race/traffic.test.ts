import { expect, test } from "bun:test";
import { difference, frameHeaderBytes, headerLinesBytes, noTraffic, sumOf, withRetry } from "./traffic.ts";

test("the header of a frame is 2 to 14 bytes", () => {
  expect(frameHeaderBytes(125, false)).toBe(2);
  expect(frameHeaderBytes(126, true)).toBe(8);
  expect(frameHeaderBytes(65_536, true)).toBe(14);
});

test("a header costs its line", () => {
  expect(headerLinesBytes([["host", "shoal"]])).toBe("host: shoal\r\n".length);
});

test("a poll is asked for again when the race says so, and events stay as they were", () => {
  expect(withRetry('retry: 2000\n\ndata: {"text":"retry: 5"}\n\n', 10)).toBe('retry: 10\n\ndata: {"text":"retry: 5"}\n\n');
});

test("an earlier count is replaced", () => {
  const before = { ...noTraffic, requestCount: 2, upBytes: 10 };
  const more = { ...noTraffic, requestCount: 1, downBytes: 5 };
  expect(difference(sumOf(before, more), before)).toEqual(more);
});
