import { errorKind } from "../../src/protocol/errors.ts";
import { limits } from "../../src/protocol/limits.ts";
import { opcodes } from "../../src/wire/frame.ts";
import type { SeededRandom } from "./random.ts";
import { maskedFrame } from "./raw-socket.ts";

export interface Garbage {
  readonly name: string;
  /** What is written after the handshake and hello. */
  readonly bytes: (random: SeededRandom) => Uint8Array;
  /** How the server takes it: `error bad-frame` and the connection goes on, or the close code that ends it. */
  readonly answer: "bad-frame" | readonly number[];
}

const tooLarge = errorKind("frame-too-large").closeCode ?? 0;
// RFC 6455, 7.4.1. A server may also just hang up on who breaks the framing.
const protocolError = 1002;
const invalidText = 1007;
const messageTooBig = 1009;
const hungUp = 1006;

/** Invalid bytes for a socket. */
export const garbage: readonly Garbage[] = [
  text("nothing", () => ""),
  text("no JSON", (random) => randomText(random, 40)),
  text("half a frame of JSON", () => '{"type":"send","text":"hi'),
  text("JSON that is no object", (random) => random.pick(["null", "true", "-1e308", '"send"', "[]", "[[[]]]", "{}"])),
  text("an unknown type", (random) => JSON.stringify({ type: randomText(random, 8) })),
  text("wrong types", (random) =>
    JSON.stringify({ type: "send", clientMessageId: random.pick([1, null, [], {}]), conversationId: [], text: { a: 1 } }),
  ),
  text("a number too far", () => '{"type":"read","conversationId":"lobby","seq":1e400}'),
  text("a negative place", () => '{"type":"resume","logId":"lobby","after":-1}'),
  text("keys that mean something to objects", (random) =>
    random.pick([
      '{"__proto__":{"type":"ping"},"constructor":{"prototype":{"isAdmin":true}}}',
      '{"type":"__proto__"}',
      '{"type":"constructor"}',
      '{"type":"toString"}',
      '{"type":"hello","version":1,"cursors":{"__proto__":{"seq":1}}}',
    ]),
  ),
  text("64 KiB of noise", (random) => randomText(random, limits.frameBytesMax)),
  text("deep nesting", () => "[".repeat(limits.frameBytesMax / 2) + "]".repeat(limits.frameBytesMax / 2)),
  text("deep nesting in a frame", () => `{"type":"send","text":${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}}`),
  text("a second hello", () => '{"type":"hello","version":1}'),
  {
    name: "binary",
    bytes: (random) => maskedFrame(opcodes.binary, randomBytes(random, random.integer(0, 300))),
    answer: "bad-frame",
  },
  {
    name: "a frame that is too large",
    bytes: (random) => maskedFrame(opcodes.text, Buffer.from(randomText(random, limits.frameBytesMax + 1))),
    answer: [tooLarge],
  },
  {
    name: "a frame that is far too large",
    bytes: (random) => maskedFrame(opcodes.text, Buffer.from(randomText(random, 4 * limits.frameBytesMax))),
    answer: [messageTooBig, hungUp],
  },
  {
    name: "a header that promises 2^62 bytes",
    bytes: () => Uint8Array.from([0x81, 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5]),
    answer: [messageTooBig, protocolError, hungUp],
  },
  {
    name: "text that is no UTF-8",
    bytes: () => maskedFrame(opcodes.text, Uint8Array.from([0x7b, 0xc3, 0x28, 0xff, 0xfe, 0xed, 0xa0, 0x80])),
    answer: [invalidText, hungUp],
  },
  {
    name: "a control frame that is too long",
    bytes: () => maskedFrame(opcodes.ping, new Uint8Array(126)),
    answer: [protocolError, hungUp],
  },
  {
    name: "a continuation of nothing",
    bytes: () => maskedFrame(opcodes.continuation, Buffer.from("tail")),
    answer: [protocolError, hungUp],
  },
  {
    name: "an undefined opcode",
    bytes: () => Uint8Array.from([0x83, 0x80, 0, 0, 0, 0]),
    answer: [protocolError, hungUp],
  },
  {
    name: "reserved bits",
    bytes: () => Uint8Array.from([0xf1, 0x80, 0, 0, 0, 0]),
    answer: [protocolError, hungUp],
  },
];

/** Noise for the framing itself: whatever it happens to mean, the connection may end by it and nothing else. */
export function randomBytes(random: SeededRandom, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.integer(0, 255));
}

function text(name: string, write: (random: SeededRandom) => string): Garbage {
  return { name, bytes: (random) => maskedFrame(opcodes.text, Buffer.from(write(random))), answer: "bad-frame" };
}

const letters = "abc{}[]\":,\\/ \n\t\u0000\u0007<>&'`~é鱼0123456789".split("");

function randomText(random: SeededRandom, bytes: number): string {
  let result = "~"; // no JSON begins like this
  while (Buffer.byteLength(result) < bytes - 3 && result.length < 200) result += random.pick(letters);
  return result.padEnd(result.length + bytes - Buffer.byteLength(result), "x");
}
