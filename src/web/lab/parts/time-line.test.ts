import { expect, test } from "bun:test";
import { inWindow } from "./time-line.tsx";

const span = (startMs: number, endMs?: number) => ({ startMs, endMs, look: "solid", label: `${startMs}` }) as const;

test("a window has what lies in it, also what began before and what still goes on", () => {
  const lane = { id: "poll", name: "Poll", spans: [span(0, 5), span(5, 15), span(12)], points: [] };
  expect(inWindow(lane, 10, 20).spans.map(({ label }) => label)).toEqual(["5", "12"]);
  expect(inWindow(lane, 0, 11).spans.map(({ label }) => label)).toEqual(["0", "5"]);
});

test("of a lane that grows without end the newest is drawn", () => {
  const points = Array.from({ length: 1_000 }, (_, atMs) => ({ atMs, mark: "dot", label: "" }) as const);
  const shown = inWindow({ id: "poll", name: "Poll", spans: [], points }, 0, 1_000).points;
  expect(shown).toHaveLength(200);
  expect(shown.at(-1)?.atMs).toBe(999);
});
