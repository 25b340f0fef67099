import { expect, test } from "bun:test";
import { lifeLanes } from "./life-lanes.ts";

const send = { kind: "send", bufferedBefore: 0, bufferedAfter: 0 } as const;

test("each kind of event has its lane, also within one millisecond; a send that sent nothing is a cross", () => {
  const lanes = lifeLanes(
    [
      { state: 0, atMs: 0 },
      { state: 3, atMs: 5 },
    ],
    [
      { kind: "dial", atMs: 0 },
      { ...send, atMs: 1, state: 0, outcome: "thrown" },
      { ...send, atMs: 2, state: 1, outcome: "sent" },
      { kind: "error", atMs: 4 },
      { kind: "close", atMs: 5, code: 1006, reason: "", wasClean: false },
      { ...send, atMs: 5, state: 3, outcome: "dropped" },
    ],
    ({ kind }) => kind,
  );
  expect(lanes[0]?.spans.map(({ label, endMs }) => [label, endMs])).toEqual([
    ["0 CONNECTING", 5],
    ["3 CLOSED", undefined],
  ]);
  expect(lanes.slice(1).map(({ name, points }) => [name, points.map(({ mark }) => mark).join(" ")])).toEqual([
    ["open, message", ""],
    ["error", "cross"],
    ["close", "dot"],
    ["new, close()", "up"],
    ["send()", "cross up cross"],
  ]);
});
