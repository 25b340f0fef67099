import { expect, test } from "bun:test";
import fc from "fast-check";
import * as v from "valibot";
import { ShoalError } from "../errors.ts";
import { signInRequest } from "../http.ts";
import { parseFrame } from "./parse.ts";
import { upFrame } from "./up.ts";

const addressed = v.object({ to_user: v.pipe(v.string(), v.nonEmpty()), msg: v.string(), is_loud: v.optional(v.boolean()) });

function refusal(schema: v.GenericSchema, json: unknown): string | undefined {
  try {
    parseFrame(schema, JSON.stringify(json));
    return undefined;
  } catch (error) {
    if (error instanceof ShoalError && error.code === "bad-frame") return error.message;
    throw error;
  }
}

test.each([
  ["a key that is missing", { to_user: "ben", message: "hi" }, "`msg` is missing."],
  ["a number for a text", { to_user: "ben", msg: 7 }, "`msg` must be a text, not a number."],
  ["a list for a text", { to_user: "ben", msg: ["hi"] }, "`msg` must be a text, not a list."],
  ["null for a text", { to_user: null, msg: "hi" }, "`to_user` must be a text, not null."],
  ["a text for a truth", { to_user: "ben", msg: "hi", is_loud: "yes" }, "`is_loud` must be true or false, not a text."],
  ["a text that is empty", { to_user: "", msg: "hi" }, "`to_user` must not be empty."],
  ["a list for an object", [], "A frame is one JSON object, not a list."],
  ["a text for an object", "hi", "A frame is one JSON object, not a text."],
  ["null for an object", null, "A frame is one JSON object, not null."],
])("[P65a] %s is named in a sentence", (_what, json, sentence) => {
  expect(refusal(addressed, json)).toBe(sentence);
});

test.each([
  ["no type", {}, "`type` is missing."],
  ["an unknown type", { type: "shout" }, "`type` has an unknown value."],
  ["an invalid type", { type: 7 }, "`type` has an unknown value."],
  [
    "an invalid id",
    { type: "leave", requestId: 1, conversationId: "小鱼" },
    "`conversationId` must match /^[A-Za-z0-9_-]{1,64}$/.",
  ],
  ["a text that is too long", { type: "rooms", requestId: 1, query: "鱼".repeat(134) }, "`query` must have at most 400 bytes."],
  ["a fraction", { type: "read", conversationId: "lobby", seq: 1.5 }, "`seq` must be a whole number."],
  ["too little", { type: "rooms", requestId: 0 }, "`requestId` must be at least 1."],
  ["a text in a record", { type: "hello", version: 1, cursors: { lobby: "7" } }, "`cursors.lobby` must be a number, not a text."],
  ["no record", { type: "hello", version: 1, cursors: null }, "`cursors` must be an object, not null."],
])("[P1b] %s is named in a sentence", (_what, json, sentence) => {
  expect(refusal(upFrame, json)).toBe(sentence);
});

test("of several shapes the error names the one that was begun", () => {
  expect(refusal(signInRequest, {})).toBe("`nickname` is missing.");
  expect(refusal(signInRequest, { nickname: 7 })).toBe("`nickname` must be a text, not a number.");
  expect(refusal(signInRequest, { deviceLink: 7 })).toBe("`deviceLink` must be a text, not a number.");
});

test("a sentence is short, and says nothing of what was sent but a key's name", () => {
  const secret = "s3cr3t".repeat(100);
  for (const json of [{ to_user: "ben", msg: { secret } }, { to_user: [secret], msg: "hi" }, secret, [secret]]) {
    expect(refusal(addressed, json)).not.toContain("s3cr3t");
  }
  expect(refusal(upFrame, { type: secret })).not.toContain("s3cr3t");
  expect(refusal(upFrame, { type: "hello", version: 1, cursors: { ["k".repeat(10_000)]: 1 } })?.length).toBeLessThan(200);
  const anything = fc.record({ to_user: fc.jsonValue(), msg: fc.jsonValue() });
  fc.assert(fc.property(anything, (json) => (refusal(addressed, json)?.length ?? 0) < 100));
});
