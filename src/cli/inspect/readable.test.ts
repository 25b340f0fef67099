import { expect, test } from "bun:test";
import fc from "fast-check";
import { FrameDecoder } from "../../wire/decode.ts";
import { encodeFrame } from "../../wire/encode.ts";
import { type Frame, opcodes, type WireFrame } from "../../wire/frame.ts";
import { acceptSteps, checkResponse } from "../../wire/handshake.ts";
import { parseHead } from "../../wire/http-head.ts";
import { paintAnsi, paintNothing } from "../terminal-text.ts";
import { jsonLine } from "./json-lines.ts";
import type { Stamped } from "./observation.ts";
import { type ReadableOptions, readableLines } from "./readable.ts";

const plain: ReadableOptions = { paint: paintNothing, columns: 80, isWrapped: true, hasBytes: false, isFull: false };
const maskingKey = Uint8Array.of(0x37, 0xfa, 0x21, 0x3d);
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

test("a frame has a line for its type, and lines for its payload", () => {
  const frame = wireFrame({ opcode: opcodes.text, payload: bytesOf('{"type":"ping"}'), maskingKey });
  const observation: Stamped = { type: "frame", direction: "out", frame, close: undefined, atMs: 12 };
  expect(readableLines(observation, plain)).toEqual([
    "→   0.012 s  text         0x1  FIN RSV 000  mask 37fa213d  15 B, 7-bit",
    '  │ { "type": "ping" }',
  ]);
  expect(readableLines(observation, { ...plain, hasBytes: true })).toContain(
    "  │ flags            81   FIN 1  RSV 000  opcode 0001",
  );
});

test("a fragment has no FIN, and a close frame its code by name", () => {
  const fragment = wireFrame({ opcode: opcodes.continuation, payload: new Uint8Array(70_000), isFinal: false });
  expect(readableLines({ type: "frame", direction: "in", frame: fragment, close: undefined, atMs: 61_234 }, plain)[0]).toBe(
    "←  61.234 s  continuation 0x0  ··· RSV 000  no mask        70000 B, 64-bit",
  );
  const frame = wireFrame({ opcode: opcodes.close, payload: Uint8Array.of(0x0f, 0xa0) });
  const close = { code: 4000, name: "draining", reason: "back in a minute" };
  expect(readableLines({ type: "frame", direction: "in", frame, close, atMs: 0 }, plain)[1]).toBe(
    "  │ 4000 draining, “back in a minute”",
  );
});

test("the handshake fits into 80 columns too", () => {
  const request = parseHead("GET / HTTP/1.1\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
  const head = parseHead("HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  const steps = acceptSteps("dGhlIHNhbXBsZSBub25jZQ==");
  const received = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
  const lines = readableLines({ type: "accept", steps, received, checks: checkResponse(head, request), atMs: 0 }, plain);
  expectToFit(lines);
  expect(lines).toContain("              ✓ the same as the server's Sec-WebSocket-Accept");
  expect(lines).toContain("  ✗ RFC 6455 4.1: Upgrade is websocket.");
});

test("sentences end their lines between words, and quoted untrusted text moves no cursor", () => {
  const quoted =
    "The handshake failed: Sec-WebSocket-Accept is “\u009b2J\u001b[31m====”. RFC 6455 (4.1) demands: what the key makes.";
  const observations: readonly Stamped[] = [
    { type: "failure", message: quoted, atMs: 0 },
    { type: "note", text: quoted, atMs: 0 },
    { type: "violation", message: quoted, section: "4.1", bytes: undefined, atMs: 0 },
  ];
  for (const observation of observations) {
    const lines = readableLines(observation, plain);
    expectToFit(lines);
    expect(lines.join("\n")).toContain("“\\x9b2J\\x1b[31m====”. RFC");
    expect(lines.map((line) => line.replace("  │ ", "")).join(" ")).toContain("RFC 6455 (4.1) demands: what the key makes.");
    expect(lines.join("")).not.toMatch(/\p{Cc}/u);
    expect(jsonLine(observation)).toContain("\\u009b2J\\u001b");
    expect(jsonLine(observation)).not.toMatch(/\p{Cc}/u);
  }
});

test("a comment that is only padding is counted, and not printed", () => {
  const padding: Stamped = { type: "comment", text: " ".repeat(2048), atMs: 5 };
  expect(readableLines(padding, plain)).toEqual(["←   0.005 s  comment, 2048 spaces"]);
  expect(jsonLine(padding)).toContain(" ".repeat(2048));
  expect(readableLines({ type: "comment", text: "", atMs: 5 }, plain)).toEqual(["←   0.005 s  comment"]);
  expect(readableLines({ type: "comment", text: " a heartbeat", atMs: 5 }, plain)).toEqual([
    "←   0.005 s  comment",
    "  │ a heartbeat",
  ]);
  expect(readableLines({ type: "comment", text: "long ".repeat(20_000), atMs: 5 }, plain).length).toBeLessThan(70);
});

test("any input of a stranger fits into 80 columns, ends, and moves no cursor", () => {
  const payload = fc.oneof(
    fc.string({ unit: "binary" }).map(bytesOf),
    fc.json({ maxDepth: 4 }).map(bytesOf),
    fc.uint8Array(),
    fc.constantFrom(bytesOf("小鱼".repeat(20_000)), bytesOf("line\n".repeat(20_000)), new Uint8Array(100_000)),
  );
  fc.assert(
    fc.property(
      payload,
      fc.constantFrom(opcodes.text, opcodes.binary, opcodes.continuation),
      fc.boolean(),
      (bytes, opcode, hasBytes) => {
        const frame = wireFrame({ opcode, payload: bytes, maskingKey });
        const observation: Stamped = { type: "frame", direction: "in", frame, close: undefined, atMs: 999_999 };
        const lines = readableLines(observation, { ...plain, hasBytes });
        expectToFit(lines);
        expect(lines.length).toBeLessThan(70);
        expect(lines.join("")).not.toMatch(/\p{Cc}/u);
        expect(jsonLine(observation)).not.toContain("\n");
      },
    ),
    { numRuns: 50 },
  );
});

test("colours change nothing but the colour", () => {
  const frame = wireFrame({ opcode: opcodes.text, payload: bytesOf('{"a":{"b":"c: \\" d"}}'), maskingKey });
  const observation: Stamped = { type: "frame", direction: "out", frame, close: undefined, atMs: 12 };
  const coloured = readableLines(observation, { ...plain, paint: paintAnsi });
  expect(coloured.map((line) => Bun.stripANSI(line))).toEqual([...readableLines(observation, plain)]);
});

function wireFrame(frame: Pick<Frame, "opcode" | "payload"> & Partial<Frame>): WireFrame {
  const sender = frame.maskingKey === undefined ? "server" : "client";
  const [read] = new FrameDecoder({ sender }).decode(encodeFrame(frame));
  if (read === undefined) throw new Error("there is a frame");
  return read;
}

function expectToFit(lines: readonly string[]): void {
  for (const line of lines) expect(Bun.stringWidth(line)).toBeLessThanOrEqual(80);
}
