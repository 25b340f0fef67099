import { expect, test } from "bun:test";
import { lanesOf } from "./socket-lanes.ts";

test("each state ends with the next, and the last goes on", () => {
  const states = [0, 1, 2].map((state) => ({ state, atMs: state * 10 }));
  const [lane] = lanesOf(states, [], ({ kind }) => kind);
  expect(lane?.spans.map(({ startMs, endMs, label }) => [startMs, endMs, label])).toEqual([
    [0, 10, "0 CONNECTING"],
    [10, 20, "1 OPEN"],
    [20, undefined, "2 CLOSING"],
  ]);
});

test("what was sent points up, what came points down, what failed is a cross", () => {
  const events = [
    { kind: "open", atMs: 1 },
    { kind: "sent", atMs: 2, text: "a", byteLength: 1 },
    { kind: "message", atMs: 3, text: "a", byteLength: 1 },
    { kind: "error", atMs: 4 },
  ] as const;
  const [state, frames] = lanesOf([], events, ({ kind }) => kind);
  expect(state?.points).toEqual([{ atMs: 4, mark: "cross", label: "error" }]);
  expect(frames?.points.map(({ atMs, mark }) => [atMs, mark])).toEqual([
    [2, "up"],
    [3, "down"],
  ]);
});
