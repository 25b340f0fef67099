import { expect, test } from "bun:test";
import { PAYLOAD_BYTES_MAX, payloadOf } from "./payload.ts";

const message = { seq: 7, by: { id: "u_ann", nickname: "小鱼" }, text: "see you at noon" };
const room = { conversationId: "r_reef", roomName: "reef" };
const read = (bytes: Buffer): unknown => JSON.parse(bytes.toString());

test("[P130e] a message says no more than was chosen", () => {
  expect(read(payloadOf(message, { ...room, content: "nothing" }))).toEqual({ conversationId: "r_reef", seq: 7 });
  const who = { conversationId: "r_reef", seq: 7, by: "小鱼", room: "reef" };
  expect(read(payloadOf(message, { ...room, content: "who" }))).toEqual(who);
  expect(read(payloadOf(message, { ...room, content: "who-and-what" }))).toEqual({ ...who, text: "see you at noon" });
  const direct = { conversationId: "d_one", roomName: undefined, content: "who" } as const;
  expect(read(payloadOf(message, direct))).toEqual({ conversationId: "d_one", seq: 7, by: "小鱼" });
});

test("[P130e] of a long text the beginning goes, whole characters of it, and of files their names", () => {
  const textOf = (text: string, names: string[] = []): unknown => {
    const files = names.map((name) => ({ id: "f_one", name, type: "text/plain", byteLength: 1 }));
    const payload = payloadOf({ ...message, text, files }, { ...room, content: "who-and-what" });
    return (read(payload) as { text?: string }).text;
  };
  expect(textOf("鱼".repeat(8_000))).toBe(`${"鱼".repeat(200)}…`);
  expect(textOf("👨‍👩‍👧‍👦".repeat(300))).toStartWith("👨‍👩‍👧‍👦");
  expect(textOf("", ["map.png", "notes.txt"])).toBe("map.png · notes.txt");
  expect(textOf("look", ["map.png"])).toBe("look · map.png");
});

test.each(["\u0000", '"', "鱼", "👨‍👩‍👧‍👦", `e${"\u0301".repeat(40)}`])(
  "never more than a push service takes: %j",
  (character) => {
    const long = { ...message, by: { id: "u_ann", nickname: character.repeat(32) }, text: character.repeat(8_192) };
    const bytes = payloadOf(long, { ...room, roomName: character.repeat(50), content: "who-and-what" });
    expect(bytes.byteLength).toBeLessThanOrEqual(PAYLOAD_BYTES_MAX);
  },
);
