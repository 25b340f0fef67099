import { expect, test } from "bun:test";
import { RecentFrames } from "./recent-frames.ts";

function frame(after: number, last: number, text = `${after}-${last}`) {
  return { after, last, text };
}

function since(recentFrames: RecentFrames, position: number, logId = "lobby"): string[] | undefined {
  return recentFrames.since(logId, position)?.map(({ text }) => text);
}

test("[P14] from a place within them they lead to the newest, from its own beginning or from its middle", () => {
  const recentFrames = new RecentFrames();
  for (const [after, last] of [
    [10, 12],
    [12, 13],
    [13, 20],
  ] as const)
    recentFrames.add("lobby", frame(after, last));
  expect(since(recentFrames, 10)).toEqual(["10-12", "12-13", "13-20"]);
  expect(since(recentFrames, 11)).toEqual(["10-12", "12-13", "13-20"]);
  expect(since(recentFrames, 12)).toEqual(["12-13", "13-20"]);
  expect(since(recentFrames, 15)).toEqual(["13-20"]);
  expect(since(recentFrames, 20)).toEqual([]);
});

test("there are no frames from further back, from beyond the head, or of an unknown log", () => {
  const recentFrames = new RecentFrames();
  recentFrames.add("lobby", frame(10, 12));
  expect(since(recentFrames, 9)).toBeUndefined();
  expect(since(recentFrames, 13)).toBeUndefined();
  expect(since(recentFrames, 10, "r_1")).toBeUndefined();
  recentFrames.forget("lobby");
  expect(since(recentFrames, 10)).toBeUndefined();
});

const large = "~".repeat(100 * 1024);

test("[P18] in one log they are bounded: the oldest frames go", () => {
  const recentFrames = new RecentFrames();
  for (let after = 0; after < 5; after += 1) recentFrames.add("lobby", frame(after, after + 1, large));
  expect(recentFrames.since("lobby", 2)).toBeUndefined();
  expect(recentFrames.since("lobby", 3)).toHaveLength(2);
});

test("[P18] over all logs they are bounded: the log that is quiet for longest goes", () => {
  const recentFrames = new RecentFrames();
  for (const logId of ["quiet", "lobby"]) recentFrames.add(logId, frame(0, 1, large));
  for (let index = 0; index < 79; index += 1) recentFrames.add(`r_${index}`, frame(0, 1, large));
  expect(recentFrames.has("quiet")).toBe(true);
  recentFrames.add("lobby", frame(1, 2, large));
  expect(recentFrames.has("quiet")).toBe(false);
  expect(recentFrames.since("lobby", 0)).toHaveLength(2);
});

test("[P14] they never lead over a hole", () => {
  const frames = new RecentFrames();
  const add = (after: number, last: number): void => frames.add("lobby", { after, last, text: `${after}-${last}` });
  add(2, 4);
  add(0, 2); // told out of order
  expect(frames.since("lobby", 0)).toBeUndefined();
  expect(frames.since("lobby", 2)?.map(({ text }) => text)).toEqual(["2-4"]);
  add(7, 9);
  expect(frames.since("lobby", 4)).toBeUndefined();
  expect(frames.since("lobby", 7)?.map(({ text }) => text)).toEqual(["7-9"]);
});
