import { expect, test } from "bun:test";
import fc from "fast-check";
import { type Frame, opcodes } from "./frame.ts";
import { MessageAssembler } from "./messages.ts";

const fish = new TextEncoder().encode("κόσμε 小鱼 🐟");

test("RFC 6455 5.4: fragments make one message, with a ping between them", () => {
  const assembler = new MessageAssembler();
  expect(assembler.take(fragment(opcodes.text, fish.slice(0, 4), false))).toBeUndefined();
  expect(assembler.take(fragment(opcodes.ping, fish.slice(0, 9)))).toBeUndefined();
  expect(assembler.take(fragment(opcodes.continuation, fish.slice(4)))).toEqual({
    payload: fish,
    text: "κόσμε 小鱼 🐟",
    fragmentCount: 2,
  });
  expect(assembler.take(fragment(opcodes.binary, Uint8Array.of(0xff)))).toEqual({
    payload: Uint8Array.of(0xff),
    text: undefined,
    fragmentCount: 1,
  });
});

test("RFC 6455 8.1: text cut anywhere, even within a character or with empty fragments, comes together again", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.array(fc.nat({ max: 6 })), (text, sizes) => {
      const bytes = new TextEncoder().encode(text);
      const assembler = new MessageAssembler();
      let start = 0;
      sizes.forEach((size, index) => {
        const opcode = index === 0 ? opcodes.text : opcodes.continuation;
        expect(assembler.take(fragment(opcode, bytes.slice(start, start + size), false))).toBeUndefined();
        start += size;
      });
      const last = assembler.take(fragment(sizes.length === 0 ? opcodes.text : opcodes.continuation, bytes.slice(start)));
      expect(last).toEqual({ payload: bytes, text, fragmentCount: sizes.length + 1 });
    }),
  );
});

/** Cases of the Autobahn test suite, part 6: not UTF-8, and the fragment in which that is certain. */
test.each([
  ["6.4.1 beyond U+10FFFF", [[0xce, 0xba], [0xf4, 0x90, 0x80, 0x80], [0x65]], 1],
  ["6.4.2 beyond U+10FFFF, at its second byte", [[0xce, 0xba, 0xf4], [0x90], [0x80, 0x80]], 1],
  ["6.6.2 cut short by the end", [[0xce], []], 1],
  ["6.8.1 five bytes", [[0xf8], [0x88, 0x80, 0x80, 0x80]], 0],
  ["6.11.5 four bytes too many", [[0xf4, 0x90, 0x80, 0x80]], 0],
  ["6.12.1 a continuation byte alone", [[0x80]], 0],
  ["6.16.1 overlong slash", [[0xc0], [0xaf]], 0],
  ["6.18.1 a surrogate", [[0xed], [0xa0, 0x80]], 1],
] as const)("RFC 6455 8.1: text that is not UTF-8 ends it with 1007: %s", (_name, parts, guilty) => {
  const assembler = new MessageAssembler();
  parts.forEach((part, index) => {
    if (index > guilty) return;
    const frame = fragment(index === 0 ? opcodes.text : opcodes.continuation, Uint8Array.from(part), index === parts.length - 1);
    const take = (): unknown => assembler.take(frame);
    if (index === guilty) expect(take).toThrow(expect.objectContaining({ section: "8.1", closeCode: 1007 }));
    else expect(take()).toBeUndefined();
  });
});

test.each([
  ["a byte order mark is a character", [0xef, 0xbb, 0xbf], "\ufeff"],
  ["so is U+FFFF, which is not one", [0xef, 0xbf, 0xbf], "\uffff"],
  ["and nothing is nothing", [], ""],
])("valid text stays as it is: %s", (_name, bytes, text) => {
  expect(new MessageAssembler().take(fragment(opcodes.text, Uint8Array.from(bytes)))?.text).toBe(text);
});

test("RFC 6455 5.4: a continuation of nothing, and a new message within another, end it with 1002", () => {
  const refused = expect.objectContaining({ section: "5.4", closeCode: 1002 });
  expect(() => new MessageAssembler().take(fragment(opcodes.continuation, fish))).toThrow(refused);
  const assembler = new MessageAssembler();
  assembler.take(fragment(opcodes.text, fish, false));
  expect(() => assembler.take(fragment(opcodes.text, fish))).toThrow(refused);
});

test("fragments together are limited as a frame is", () => {
  const assembler = new MessageAssembler({ messageBytesMax: 10 });
  assembler.take(fragment(opcodes.binary, new Uint8Array(10), false));
  expect(() => assembler.take(fragment(opcodes.continuation, new Uint8Array(1)))).toThrow(
    expect.objectContaining({ closeCode: 1009 }),
  );
});

function fragment(opcode: number, payload: Uint8Array, isFinal = true): Frame {
  return { isFinal, reservedBits: 0, opcode, maskingKey: undefined, payload };
}
