import { expect, test } from "bun:test";
import fc from "fast-check";
import { ShoalError } from "../errors.ts";
import { limits } from "../limits.ts";
import { parseUp } from "./up.ts";

function refusal(text: string): string | undefined {
  try {
    parseUp(text);
    return undefined;
  } catch (error) {
    if (error instanceof ShoalError && expected.has(error.code)) return error.message;
    throw error;
  }
}

const expected: ReadonlySet<string> = new Set(["bad-frame", "unsupported"]);

const send = { type: "send", clientMessageId: "m_12345678", conversationId: "lobby", text: "hi" };

test("[P1a] a frame is read, and unknown fields are ignored", () => {
  expect(parseUp(JSON.stringify({ ...send, colour: "red" }))).toEqual(send as ReturnType<typeof parseUp>);
});

test("[P1b] an invalid frame is refused with the field and the reason", () => {
  expect(refusal("hello")).toBe("A frame is one JSON object; that was not JSON.");
  expect(refusal(JSON.stringify({ ...send, clientMessageId: 7 }))).toBe("`clientMessageId` must be a text, not a number.");
  expect(refusal(JSON.stringify({ ...send, type: 7 }))).toBe("`type` has an unknown value.");
  expect(refusal("null")).toBe("A frame is one JSON object, not null.");
});

test("[P75] a frame of an unknown type is not an invalid one", () => {
  expect(() => parseUp(JSON.stringify({ ...send, type: "shout" }))).toThrow(expect.objectContaining({ code: "unsupported" }));
});

test("[P19a] a page of history has a bound", () => {
  const history = { type: "history", requestId: 1, conversationId: "lobby" };
  expect(refusal(JSON.stringify({ ...history, limit: limits.historyEventsMax }))).toBeUndefined();
  expect(refusal(JSON.stringify({ ...history, limit: limits.historyEventsMax + 1 }))).toBe("`limit` must be at most 200.");
});

test("[P2] a hello brings at most as many cursors as one can have logs", () => {
  const cursors = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`r_${index}`, 1]));
  const hello = { type: "hello", version: 1 };
  expect(refusal(JSON.stringify({ ...hello, cursors: cursors(limits.conversationsPerUserMax + 1) }))).toBeUndefined();
  expect(refusal(JSON.stringify({ ...hello, cursors: cursors(limits.conversationsPerUserMax + 2) }))).toBe(
    "`cursors` must have at most 601 entries.",
  );
});

test("[P1b] for any input the answer is a frame or bad-frame, and short", () => {
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    fc.json().map((json) => `{"type":"send","text":${json}}`),
  );
  fc.assert(fc.property(text, (garbage) => (refusal(garbage)?.length ?? 0) < 400));
});

test("[P1c] 64 KiB of brackets is no frame", () => {
  expect(refusal("[".repeat(limits.frameBytesMax))).toBeDefined();
  expect(refusal("[".repeat(limits.frameBytesMax / 2) + "]".repeat(limits.frameBytesMax / 2))).toBeDefined();
});

test("a key called __proto__ pollutes nothing", () => {
  const text = '{"type":"hello","version":1,"cursors":{"__proto__":1},"__proto__":{"isAdmin":true}}';
  const frame = parseUp(text);
  expect("isAdmin" in frame).toBe(false);
  expect("isAdmin" in {}).toBe(false);
});
