import { expect, test } from "bun:test";
import { nextInGrid } from "./next-in-grid.ts";

/** Two grids of three columns: five cells, and below them two. */
const cells = [0, 1, 2, 3, 4, 10, 11].map((place) => ({
  getBoundingClientRect: () =>
    place < 10 ? { left: (place % 3) * 40, top: Math.floor(place / 3) * 40 } : { left: (place - 10) * 40, top: 120 },
}));

test.each([
  [0, "ArrowRight", 1],
  [6, "ArrowRight", 6],
  [0, "ArrowLeft", 0],
  [1, "ArrowDown", 4],
  [2, "ArrowDown", 4],
  [3, "ArrowDown", 5],
  [5, "ArrowDown", 5],
  [6, "ArrowUp", 4],
  [4, "ArrowUp", 1],
  [2, "ArrowUp", -1],
  [2, "Home", 0],
  [2, "End", 6],
  [2, "a", undefined],
])("from %i, %s leads to %p", (from, key, to) => {
  expect(nextInGrid(cells, from, key)).toBe(to);
});
