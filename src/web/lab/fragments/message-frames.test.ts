import { expect, test } from "bun:test";
import { assembled, controlView, messageFrames } from "./message-frames.ts";

test("a text in fragments, with a ping between them, comes together again", () => {
  for (const sender of ["client", "server"] as const) {
    const frames = messageFrames({ text: "小鱼", count: 3, hasPing: true, sender });
    expect(frames.map(({ opcode, isFinal }) => [opcode, isFinal])).toEqual([
      [1, false],
      [9, true],
      [0, false],
      [0, true],
    ]);
    expect(frames.every(({ maskingKey }) => (maskingKey === undefined) === (sender === "server"))).toBe(true);
    expect(assembled(frames)).toBe("小鱼");
  }
  expect(messageFrames({ text: "", count: 1, hasPing: false, sender: "server" })).toHaveLength(1);
});

test("a close has its code in two bytes and then the reason; without a code it is empty", () => {
  const close = (code: number | undefined, text = "") => controlView({ name: "close", text, code, sender: "server" });
  expect([...(close(4000, "bye").frame?.bytes ?? [])]).toEqual([0x88, 5, 0x0f, 0xa0, 0x62, 0x79, 0x65]);
  expect(close(4000, "bye").close).toEqual({ code: 4000, reason: "bye" });
  expect(close(undefined, "is left out").payloadLength).toBe(0);
  expect(close(undefined).close?.code).toBe(1005);
  expect(close(1006).error?.problem).toBe("forbidden-close-code");
});

test("a control frame has at most 125 bytes of payload", () => {
  const ping = (length: number) => controlView({ name: "ping", text: "x".repeat(length), code: undefined, sender: "client" });
  expect(ping(125).frame?.payload).toHaveLength(125);
  expect(ping(126).frame).toBeUndefined();
  expect(controlView({ name: "close", text: "鱼".repeat(41), code: 1000, sender: "client" }).frame).toBeDefined();
  expect(controlView({ name: "close", text: "鱼".repeat(42), code: 1000, sender: "client" }).frame).toBeUndefined();
});
