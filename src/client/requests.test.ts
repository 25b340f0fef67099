import { beforeEach, expect, test } from "bun:test";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { ShoalError } from "../protocol/errors.ts";
import type { UpFrameInput } from "../protocol/frames/up.ts";
import { REQUEST_ANSWER_MAX_MS, REQUEST_WAIT_MAX_MS, REQUESTS_MAX, Requests } from "./requests.ts";
import { settle } from "./testing/settle.ts";

let clock: FakeClock;
let asked: UpFrameInput[];
let requests: Requests;

beforeEach(() => {
  clock = new FakeClock();
  asked = [];
  requests = new Requests(clock, (frame) => asked.push(frame));
});

test("each answer finds its own question", async () => {
  requests.resume();
  const first = requests.ask("leave", { conversationId: "r_deep" });
  const second = requests.ask("leave", { conversationId: "r_reef" });
  requests.answer({ type: "done", requestId: 2 });
  requests.answer({ type: "done", requestId: 1 });
  expect(await first).toMatchObject({ requestId: 1 });
  expect(await second).toMatchObject({ requestId: 2 });
  expect(clock.pendingCount).toBe(0);
});

test("[P5] an error rejects the question that it names", async () => {
  requests.resume();
  const leave = requests.ask("leave", { conversationId: "lobby" });
  requests.refuse(1, new ShoalError("not-allowed"));
  requests.refuse(7, new ShoalError("internal"));
  await expect(leave).rejects.toMatchObject({ code: "not-allowed" });
});

test("a sent request ends with its connection, an unsent one waits for the next", async () => {
  requests.resume();
  const lost = requests.ask("leave", { conversationId: "r_deep" });
  requests.pause();
  const kept = requests.ask("leave", { conversationId: "r_reef" });
  await expect(lost).rejects.toMatchObject({ code: "unavailable" });
  requests.resume();
  expect(asked).toMatchObject([{ requestId: 1 }, { requestId: 2 }]);
  requests.answer({ type: "done", requestId: 2 });
  await kept;
});

test("waits so long for a connection, and so long for the answer", async () => {
  const waiting = requests.ask("leave", { conversationId: "r_deep" });
  clock.advance(REQUEST_WAIT_MAX_MS);
  await expect(waiting).rejects.toMatchObject({ code: "unavailable" });
  requests.resume();
  const unanswered = requests.ask("leave", { conversationId: "r_deep" });
  clock.advance(REQUEST_ANSWER_MAX_MS);
  await expect(unanswered).rejects.toMatchObject({ code: "unavailable" });
  requests.answer({ type: "done", requestId: 2 }); // too late, and ignored
});

test("an answer of the wrong kind is the server's fault", async () => {
  requests.resume();
  const rooms = requests.ask("rooms", {});
  requests.answer({ type: "done", requestId: 1 });
  await expect(rooms).rejects.toMatchObject({ code: "internal" });
});

test("[P1e] a frame that the server could not read is not sent", async () => {
  requests.resume();
  await expect(requests.ask("leave", { conversationId: "no such id" })).rejects.toMatchObject({ code: "bad-frame" });
  await expect(requests.ask("history", { conversationId: "lobby", limit: 1_000 })).rejects.toMatchObject({ code: "bad-frame" });
  await expect(requests.ask("create-room", { name: "x".repeat(70_000) })).rejects.toMatchObject({ code: "frame-too-large" });
  expect(asked).toEqual([]);
});

test("[P21] there are never too many at a time", async () => {
  const open = Array.from({ length: REQUESTS_MAX }, () => requests.ask("rooms", {}));
  for (const promise of open) promise.catch(() => {});
  await expect(requests.ask("rooms", {})).rejects.toMatchObject({ code: "too-many-frames" });
});

test("closed, it rejects waiting and later requests, and leaves no timer behind", async () => {
  const waiting = requests.ask("rooms", {});
  requests.close(new ShoalError("signed-out"));
  await expect(waiting).rejects.toMatchObject({ code: "signed-out" });
  await expect(requests.ask("rooms", {})).rejects.toMatchObject({ code: "signed-out" });
  await settle();
  expect(clock.pendingCount).toBe(0);
});

test("an aborted request rejects with the signal's reason: unsent it never leaves, and sent its answer is ignored", async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const unsent = requests.ask("leave", { conversationId: "r_deep" }, { signal });
  const kept = requests.ask("leave", { conversationId: "r_reef" }, { signal: new AbortController().signal });
  controller.abort("enough");
  await expect(unsent).rejects.toBe("enough");
  await expect(requests.ask("leave", { conversationId: "r_deep" }, { signal })).rejects.toBe("enough");
  requests.resume();
  expect(asked).toMatchObject([{ requestId: 2 }]);
  requests.answer({ type: "done", requestId: 2 });
  await kept;

  const late = new AbortController();
  const sent = requests.ask("leave", { conversationId: "r_deep" }, { signal: late.signal });
  late.abort("too late");
  await expect(sent).rejects.toBe("too late");
  requests.answer({ type: "done", requestId: 3 });
  expect(clock.pendingCount).toBe(0);
});

test("what is lost with a connection tells why the connection was lost", async () => {
  requests.resume();
  const lost = requests.ask("leave", { conversationId: "r_deep" });
  const cause = new ShoalError("draining");
  requests.pause(cause);
  await expect(lost).rejects.toMatchObject({ code: "unavailable", cause });
  const waiting = requests.ask("leave", { conversationId: "r_deep" });
  clock.advance(REQUEST_WAIT_MAX_MS);
  await expect(waiting).rejects.toMatchObject({ code: "unavailable", cause });
});
