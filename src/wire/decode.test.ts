import { expect, test } from "bun:test";
import { FrameDecoder } from "./decode.ts";
import { WireError } from "./wire-error.ts";

const mask = [1, 2, 3, 4];

test.each([
  ["5.2", 1002, "a reserved bit", "server", [0xc1, 0x00]],
  ["5.2", 1002, "a reserved opcode for data", "server", [0x83, 0x00]],
  ["5.2", 1002, "a reserved opcode for control", "server", [0x8b, 0x00]],
  ["5.5", 1002, "a fragmented ping", "server", [0x09, 0x00]],
  ["5.5", 1002, "a close frame of 126 bytes", "server", [0x88, 0x7e, 0x00, 0x7e]],
  ["5.1", 1002, "a masked frame of the server", "server", [0x81, 0x80, ...mask]],
  ["5.1", 1002, "an unmasked frame of the client", "client", [0x81, 0x00]],
  ["5.2", 1002, "125 written with 16 bits", "server", [0x81, 0x7e, 0x00, 0x7d]],
  ["5.2", 1002, "65535 written with 64 bits", "client", [0x81, 0xff, 0, 0, 0, 0, 0, 0, 0xff, 0xff, ...mask]],
  ["5.2", 1002, "a 64-bit length with its top bit set", "server", [0x82, 0x7f, 0x80, 0, 0, 0, 0, 0, 0, 0]],
  ["7.4.1", 1009, "a payload beyond the limit", "server", [0x82, 0x7e, 0x03, 0xe9]],
  ["7.4.1", 1009, "a payload beyond all limits", "server", [0x82, 0x7f, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
] as const)("RFC 6455 %s: close with %d for %s, as soon as its header is there", (section, closeCode, _name, sender, bytes) => {
  const decoder = new FrameDecoder({ sender, payloadBytesMax: 1000 });
  const error = failureOf(() => bytes.flatMap((byte) => [...decoder.decode(Uint8Array.of(byte))]));
  expect(error).toMatchObject({ section, closeCode, bytes: Uint8Array.from(bytes) });
});

test("the frames before a wrong one are given out first, and nothing after it", () => {
  const decoder = new FrameDecoder({ sender: "server" });
  const frames = decoder.decode(Uint8Array.of(0x81, 0x01, 0x41, 0x83, 0x00, 0x81, 0x00));
  expect(frames.next().value).toMatchObject({ opcode: 1, offset: 0 });
  const error = failureOf(() => frames.next());
  expect(failureOf(() => [...decoder.decode(Uint8Array.of(0x81, 0x00))])).toBe(error);
});

test("a stream that ends within a frame can be told from one that ends between two", () => {
  const decoder = new FrameDecoder({ sender: "server" });
  expect([...decoder.decode(Uint8Array.of(0x81, 0x02, 0x41))]).toEqual([]);
  expect(decoder.isBetweenFrames).toBe(false);
  expect([...decoder.decode(Uint8Array.of(0x42))]).toHaveLength(1);
  expect(decoder.isBetweenFrames).toBe(true);
});

function failureOf(run: () => unknown): WireError {
  try {
    run();
  } catch (error) {
    if (error instanceof WireError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}
