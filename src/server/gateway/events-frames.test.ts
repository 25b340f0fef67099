import { expect, test } from "bun:test";
import { limits } from "../../protocol/limits.ts";
import { eventsFrames } from "./events-frames.ts";

const by = { id: "u_ann", nickname: "ann" };

function append(first: number, texts: readonly string[]) {
  const events = texts.map((text, index) => ({
    ...{ type: "message" as const, seq: first + index, at: 0, by, text },
    clientMessageId: `m_${first + index}`.padEnd(8, "0"),
  }));
  return { messageCount: first + texts.length - 1, events };
}

/** For each frame: the place before it, its places, and the messages up to its end. */
function outline(appends: readonly ReturnType<typeof append>[]) {
  return eventsFrames("lobby", appends).map(({ after, events, messageCount }) => [
    after,
    events.map(({ seq }) => seq),
    messageCount,
  ]);
}

test("[P14] consecutive appends leave in one frame", () => {
  expect(outline([append(1, ["a", "b"]), append(3, ["c"])])).toEqual([[0, [1, 2, 3], 3]]);
});

test("[P14] a frame never has a hole, in any order of appends", () => {
  expect(outline([append(1, ["a"]), append(4, ["d", "e"])])).toEqual([
    [0, [1], 1],
    [3, [4, 5], 5],
  ]);
  expect(outline([append(4, ["d"]), append(2, ["b"])])).toEqual([
    [3, [4], 4],
    [1, [2], 2],
  ]);
});

test("[P14] a frame has a bound of events", () => {
  const many = append(
    1,
    Array.from({ length: limits.eventsPerFrameMax + 1 }, () => "x"),
  );
  expect(outline([many]).map(([after]) => after)).toEqual([0, limits.eventsPerFrameMax]);
});

test("[P14] and of bytes, in every script", () => {
  const character = "鱼"; // three bytes
  const text = character.repeat(limits.messageBytesMax / 4);
  const perFrame = Math.floor(limits.eventsFrameBytesMax / Buffer.byteLength(text));
  const many = append(
    1,
    Array.from({ length: perFrame + 1 }, () => text),
  );
  expect(outline([many]).map(([after]) => after)).toEqual([0, perFrame]);
});
