import { expect, test } from "bun:test";
import { splitHits } from "./split-hits.ts";

const marked = (text: string, start: number, hits: readonly (readonly [number, number])[]) =>
  splitHits(
    text,
    start,
    hits.map(([from, length]) => ({ start: from, length })),
  )
    .map((part) => (part.isHit ? `[${part.text}]` : part.text))
    .join("|");

test("a piece is divided where hits begin and end", () => {
  expect(marked("hello fish", 0, [])).toBe("hello fish");
  expect(marked("hello fish", 0, [[6, 4]])).toBe("hello |[fish]");
  expect(
    marked("hello fish", 10, [
      [16, 4],
      [10, 2],
    ]),
  ).toBe("[he]|llo |[fish]");
  expect(
    marked("hello", 10, [
      [0, 12],
      [14, 9],
    ]),
  ).toBe("[he]|ll|[o]");
});

test("hits that overlap, are empty or lie elsewhere lose and repeat nothing", () => {
  expect(
    marked("hello", 0, [
      [0, 3],
      [1, 3],
      [2, 0],
      [-4, 2],
      [9, 1],
    ]),
  ).toBe("[hel]|[l]|o");
});
