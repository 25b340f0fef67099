import { beforeEach, expect, test } from "bun:test";
import { frameTypesOf, lookOf, RhythmRecorder } from "./rhythm-recorder.ts";

let nowMs = 0;
const poll = { kind: "request", path: "/below/api/poll" } as const;

beforeEach(() => {
  nowMs = 0;
});

test("a long-poll is held, answered with frames or with nothing, and asked for again", () => {
  const recorder = new RhythmRecorder("long-poll", () => nowMs);
  const looks = () => recorder.spans.map((span) => lookOf("long-poll", span));
  const [answered, empty] = [{ ...poll }, { ...poll }];
  recorder.onBegin(answered);
  recorder.onContent(answered, "up", '{"type":"never"}');
  expect(looks()).toEqual(["striped"]);
  nowMs = 10;
  recorder.onContent(answered, "down", 'data: {"type":"events"}\n\n');
  recorder.onEnd(answered);
  nowMs = 11;
  recorder.onBegin(empty);
  recorder.onContent(empty, "down", ":\n\n");
  nowMs = 30;
  recorder.onEnd(empty);
  expect(looks()).toEqual(["solid", "outlined"]);
  expect(recorder.spans).toMatchObject([
    { startMs: 0, endMs: 10, types: ["events"] },
    { startMs: 11, endMs: 30, downBytes: 3 },
  ]);
  expect(recorder.points).toEqual([{ atMs: 10, mark: "down", type: "events" }]);
});

test("frames go up beside it, and what says that they arrived is no frame from above", () => {
  const recorder = new RhythmRecorder("stream", () => nowMs);
  const frames = { kind: "request", path: "/api/frames" } as const;
  recorder.onBegin(frames);
  recorder.onContent(frames, "up", '{"type":"send"}\n{"type":"ping"}');
  recorder.onContent(frames, "down", '{"type":"sent"}');
  recorder.onEnd(frames);
  expect(recorder.spans).toEqual([]);
  expect(recorder.points.map(({ mark, type }) => [mark, type])).toEqual([
    ["up", "send"],
    ["up", "ping"],
  ]);
});

test("a socket carries frames both ways; an empty poll is grey", () => {
  const recorder = new RhythmRecorder("websocket", () => nowMs);
  const socket = { kind: "socket", path: "/api/socket" } as const;
  recorder.onBegin(socket);
  recorder.onContent(socket, "up", '{"type":"ping"}');
  recorder.onContent(socket, "down", '{"type":"pong"}');
  expect(recorder.points.map(({ mark }) => mark)).toEqual(["up", "down"]);
  expect(lookOf("poll", { startMs: 0, endMs: 1, downBytes: 9, types: [] })).toBe("grey");
});

test("a hundred polls a second fill a bounded memory", () => {
  const recorder = new RhythmRecorder("poll", () => nowMs);
  for (nowMs = 0; nowMs < 10_000; nowMs += 10) {
    const exchange = { ...poll };
    recorder.onBegin(exchange);
    recorder.onContent(exchange, "down", 'data: {"type":"events"}\n\n');
    recorder.onEnd(exchange);
  }
  expect([recorder.spans.length, recorder.points.length]).toEqual([400, 400]);
  expect(recorder.spans.at(-1)?.startMs).toBe(9_990);
});

test("frames are found in every form, and nowhere else", () => {
  expect(frameTypesOf('{"type":"ping","heads":{}}')).toEqual(["ping"]);
  expect(frameTypesOf('data: {"type":"events"}\n\ndata: {"type":"read-marker"}\n\nretry: 5\n\n')).toEqual([
    "events",
    "read-marker",
  ]);
  expect(frameTypesOf('{"text":"data: {\\"type\\":\\"x\\"}"}')).toEqual([]);
});
