import { expect, test } from "bun:test";
import { assertReadable, byteLength, readDown } from "./frames.ts";

test("reads a frame of the server", () => {
  expect(readDown('{"type":"pong","more":1}')).toEqual({ type: "pong" });
});

test("a type that it does not know is a newer server's", () => {
  expect(readDown('{"type":"fireworks"}')).toBeUndefined();
});

test.each(['{"type":"sent"}', '{"type":7}', "{}", "[]", "null", "no JSON"])("%s is a bad frame", (text) => {
  expect(() => readDown(text)).toThrow(expect.objectContaining({ code: "bad-frame" }));
});

test("a frame that the server could not read is refused here", () => {
  expect(() => assertReadable({ type: "join", requestId: 1, conversationId: "" })).toThrow(
    expect.objectContaining({ code: "bad-frame" }),
  );
  assertReadable({ type: "join", requestId: 1, conversationId: "lobby" });
});

test("counts bytes of UTF-8", () => {
  expect([byteLength("oi"), byteLength("小鱼"), byteLength("🐟")]).toEqual([2, 6, 4]);
});
