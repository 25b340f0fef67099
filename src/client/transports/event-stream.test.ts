import { expect, test } from "bun:test";
import fc from "fast-check";
import { testSeed } from "../../../test/support/random.ts";
import { EventStreamReader } from "./event-stream.ts";

function read(pieces: readonly string[]): string[] {
  const told: string[] = [];
  const reader = new EventStreamReader({
    onEvent: ({ type, data }) => told.push(`${type} ${data}`),
    onComment: (text) => told.push(`: ${text}`),
    onRetry: (ms) => told.push(`retry ${ms}`),
  });
  for (const piece of pieces) reader.read(piece);
  return told;
}

test("[P34a] a frame is an event, a comment says nothing, and retry says when to come again", () => {
  const told = read([':  \n\ndata: {"type":"pong"}\n\nevent: close\ndata: {}\n\nretry: 2000\n\n']);
  expect(told).toEqual([":   ", `message {"type":"pong"}`, "close {}", "retry 2000"]);
});

test("data of several lines is one text, and one space after the colon is not part of it", () => {
  expect(read(["data:a\ndata:  b\ndata\n\n"])).toEqual(["message a\n b\n"]);
});

test("an incomplete event does not count", () => {
  expect(read(["data: half"])).toEqual([]);
  expect(read(["data: half\n"])).toEqual([]);
});

test("unknown fields, nonsense after retry and events without data are nothing", () => {
  expect(read(["id: 7\nwhat: ever\n\nretry: soon\n\nevent: close\n\ndata: x\n\n"])).toEqual(["message x"]);
});

const line = fc.constantFrom("data: 小鱼 👋", "data:", "event: close", ": beat", "retry: 25", "", "", "id: 3");
const ending = fc.constantFrom("\n", "\r\n", "\r");
const seed = testSeed();

test(`the chunks make no difference (seed ${seed})`, () => {
  fc.assert(
    fc.property(fc.array(line), ending, fc.array(fc.nat(40)), (lines, end, cuts) => {
      const text = `${lines.join(end)}${end}data: last${end}${end}:`;
      const pieces: string[] = [];
      let rest = text;
      for (const cut of cuts) {
        pieces.push(rest.slice(0, cut));
        rest = rest.slice(cut);
      }
      expect(read([...pieces, rest])).toEqual(read([text]));
      expect(read([text])).toEqual(read([text.replaceAll(end, "\n")]));
    }),
    { seed },
  );
});
