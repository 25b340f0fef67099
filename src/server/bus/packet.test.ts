import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { testSeed } from "../../../test/support/random.ts";
import { BUS_MESSAGE_BYTES_MAX, subjects } from "./bus.ts";
import { assertMessageText, decodePacket, encodeMessage, PACKET_BYTES_MAX, packetHeader } from "./packet.ts";

const seed = testSeed();
const header = packetHeader("n_ann", 1);
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const subject = fc.constantFrom(...subjects);
const text = fc.string({ unit: "grapheme", maxLength: 400 }).filter((each) => !each.includes("\0"));

test(`messages come out of a packet as they went in, as text and as bytes (seed ${seed})`, () => {
  const property = fc.property(fc.array(fc.record({ subject, text }), { maxLength: 5 }), (messages) => {
    const packet = header + messages.map(encodeMessage).join("");
    for (const data of [packet, bytesOf(packet)]) {
      expect(decodePacket(data)).toEqual(
        Buffer.byteLength(packet) > PACKET_BYTES_MAX ? undefined : { fromNodeId: "n_ann", messages },
      );
    }
  });
  fc.assert(property, { seed });
});

test("the form of a packet is this one: another form needs another version, or nodes of an upgrade do not understand each other", () => {
  const packet = 'shoal-bus/1 n_ann 7\ntyping 2\nhilimits 9\n{"a":"字"}';
  const messages = [{ subject: "typing", text: "hi" } as const, { subject: "limits", text: '{"a":"字"}' } as const];
  expect(decodePacket(packet)).toEqual({ fromNodeId: "n_ann", messages });
  expect(packetHeader("n_ann", 7) + messages.map(encodeMessage).join("")).toBe(packet);
});

test("a message of the most bytes fits into a packet", () => {
  const largest = { subject: "presence", text: "x".repeat(BUS_MESSAGE_BYTES_MAX) } as const;
  expect(decodePacket(packetHeader("n".repeat(64), 10 ** 15 - 1) + encodeMessage(largest))?.messages).toEqual([largest]);
});

test(`random bytes, and packets that were cut or changed, never throw and never become another node's larger message (seed ${seed})`, () => {
  const packet = header + encodeMessage({ subject: "typing", text: '{"a":"字😀"}' });
  const changed = fc.tuple(fc.nat(packet.length), fc.nat(20), fc.string({ unit: "binary" }));
  const garbage = fc.oneof(
    fc.uint8Array({ maxLength: 2 * PACKET_BYTES_MAX }),
    fc.string({ unit: "binary" }).map((each) => header + each),
    changed.map(([at, removed, added]) => bytesOf(packet.slice(0, at) + added + packet.slice(at + removed))),
  );
  const property = fc.property(garbage, (data) => {
    for (const message of decodePacket(data)?.messages ?? []) {
      expect(() => assertMessageText(message.text)).not.toThrow();
      expect(subjects).toContain(message.subject);
    }
  });
  fc.assert(property, { seed, numRuns: 500 });
});

describe("not a packet:", () => {
  const message = encodeMessage({ subject: "typing", text: "hi" });
  test.each([
    ["nothing", ""],
    ["JSON", '{"subject":"typing","text":"hi"}'],
    ["another version", `shoal-bus/2 n_ann 1\n${message}`],
    ["a node without an id", `shoal-bus/1  1\n${message}`],
    ["an id that is a text", `shoal-bus/1 ann and ben\n${message}`],
    ["a header without an end", "shoal-bus/1 n_ann 1"],
    ["a packet without a number", `shoal-bus/1 n_ann\n${message}`],
    ["a message that is cut", (header + message).slice(0, -1)],
    ["a message without a length", `${header}typing\nhi`],
    ["a length below nothing", `${header}typing -1\nhi`],
    ["more than its messages", `${header}${message}\n`],
    ["half a character", `${header}typing 1\n😀`],
    ["a zero", `${header}typing 1\n\0`],
    ["a message that is too large", `${header}typing 7001\n${"x".repeat(7_001)}`],
    ["64 KiB", header + message.repeat(6_000)],
  ])("%s", (_, data) => {
    expect([decodePacket(data), decodePacket(bytesOf(data))]).toEqual([undefined, undefined]);
  });

  test("bytes that are no UTF-8", () => {
    expect(decodePacket(Buffer.concat([bytesOf(`${header}typing 1\n`), Buffer.of(0xff)]))).toBeUndefined();
  });
});

test("a subject of a newer version is passed over, and what is beside it is not", () => {
  const [typing, limits] = [{ subject: "typing", text: "hi" } as const, { subject: "limits", text: "{}" } as const];
  const packet = `${header}${encodeMessage(typing)}weather 3\nwet${encodeMessage(limits)}`;
  expect(decodePacket(packet)).toEqual({ fromNodeId: "n_ann", messages: [typing, limits] });
});
