import { expect, test } from "bun:test";
import fc from "fast-check";
import { FrameDecoder } from "./decode.ts";
import { encodeFrame } from "./encode.ts";
import { type Frame, headerBits, opcodes, type WireFrame } from "./frame.ts";
import { newMaskingKey } from "./mask.ts";

const hello = new TextEncoder().encode("Hello");
const mask = Uint8Array.of(0x37, 0xfa, 0x21, 0x3d);

/** The examples of RFC 6455 5.7: what they are, their first bytes, and the frame that they are. */
const examples: readonly [string, number[], Partial<Frame>][] = [
  ["an unmasked text message", [0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f], { opcode: opcodes.text, payload: hello }],
  [
    "a masked text message",
    [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58],
    { opcode: opcodes.text, payload: hello, maskingKey: mask },
  ],
  ["a first fragment", [0x01, 0x03, 0x48, 0x65, 0x6c], { opcode: opcodes.text, payload: hello.slice(0, 3), isFinal: false }],
  ["a last fragment", [0x80, 0x02, 0x6c, 0x6f], { opcode: opcodes.continuation, payload: hello.slice(3) }],
  ["an unmasked ping", [0x89, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f], { opcode: opcodes.ping, payload: hello }],
  [
    "a masked pong",
    [0x8a, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58],
    { opcode: opcodes.pong, payload: hello, maskingKey: mask },
  ],
  ["256 bytes", [0x82, 0x7e, 0x01, 0x00], { opcode: opcodes.binary, payload: new Uint8Array(256) }],
  ["64 KiB", [0x82, 0x7f, 0, 0, 0, 0, 0, 1, 0, 0], { opcode: opcodes.binary, payload: new Uint8Array(65_536) }],
];

test.each(examples)("RFC 6455 5.7: %s", (_name, firstBytes, expected) => {
  const frame = { isFinal: true, reservedBits: 0, opcode: 0, maskingKey: undefined, payload: hello, ...expected };
  const bytes = encodeFrame(frame);
  expect([...bytes.subarray(0, firstBytes.length)]).toEqual(firstBytes);
  const sender = frame.maskingKey === undefined ? "server" : "client";
  expect([...new FrameDecoder({ sender }).decode(bytes)]).toEqual([expect.objectContaining(frame)]);
});

const payload = fc.oneof(
  fc.uint8Array({ maxLength: 130 }),
  fc.constantFrom(125, 126, 127, 65_535, 65_536).map((length) => new Uint8Array(length).fill(0x5a)),
);
const dataFrame = fc.record({
  isFinal: fc.boolean(),
  reservedBits: fc.constant(0),
  opcode: fc.constantFrom(opcodes.continuation, opcodes.text, opcodes.binary),
  payload,
});
const controlFrame = fc.record({
  isFinal: fc.constant(true),
  reservedBits: fc.constant(0),
  opcode: fc.constantFrom(opcodes.close, opcodes.ping, opcodes.pong),
  payload: fc.uint8Array({ maxLength: 125 }),
});

test("an encoded frame is decoded to the same from any chunks, and every byte belongs to one field", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(dataFrame, controlFrame), { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 300 })),
      fc.constantFrom("client" as const, "server" as const),
      (frames, sizes, sender) => {
        const sent = frames.map((frame) => ({ ...frame, maskingKey: sender === "client" ? newMaskingKey() : undefined }));
        const stream = Buffer.concat(sent.map((frame) => encodeFrame(frame)));
        const decoder = new FrameDecoder({ sender });
        const read = [...chunksOf(stream, sizes)].flatMap((chunk) => [...decoder.decode(chunk)]);
        expect(
          read.map(({ isFinal, reservedBits, opcode, payload, maskingKey }) => ({
            isFinal,
            reservedBits,
            opcode,
            payload,
            maskingKey,
          })),
        ).toEqual(sent);
        expect(Buffer.concat(read.map(({ bytes }) => bytes))).toEqual(stream);
        for (const frame of read) expectWholeCover(frame, stream);
        expect(decoder.isBetweenFrames).toBe(true);
      },
    ),
  );
});

test("the first two bytes can be shown bit by bit", () => {
  const bytes = encodeFrame({ opcode: opcodes.text, payload: hello, maskingKey: mask });
  const [frame] = new FrameDecoder({ sender: "client" }).decode(bytes);
  if (frame === undefined) throw new Error("there is a frame");
  expect(headerBits(frame).map(({ name, bits }) => `${name} ${bits}`)).toEqual([
    "FIN 1",
    "RSV 000",
    "opcode 0001",
    "MASK 1",
    "length 0000101",
  ]);
});

function expectWholeCover(frame: WireFrame, stream: Uint8Array): void {
  let end = 0;
  for (const field of frame.fields) {
    expect(field.start).toBe(end);
    end = field.end;
  }
  expect(end).toBe(frame.bytes.length);
  expect(stream[frame.offset]).toBe(frame.bytes[0] ?? -1);
}

function* chunksOf(stream: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  let start = 0;
  for (const size of sizes) {
    yield stream.subarray(start, start + size);
    start += size;
  }
  yield stream.subarray(start);
}
