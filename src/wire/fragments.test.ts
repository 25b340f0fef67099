import { expect, test } from "bun:test";
import fc from "fast-check";
import { fragmentsOf } from "./fragments.ts";
import { opcodes } from "./frame.ts";
import { MessageAssembler } from "./messages.ts";

test("RFC 6455 5.4: the first fragment has the opcode, the last one FIN", () => {
  const fragments = fragmentsOf(opcodes.text, new TextEncoder().encode("hello"), 3);
  expect(fragments.map(({ opcode, isFinal, payload }) => [opcode, isFinal, new TextDecoder().decode(payload)])).toEqual([
    [1, false, "he"],
    [0, false, "ll"],
    [0, true, "o"],
  ]);
});

test("any text in any number of fragments comes together again, also when there are more of them than bytes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 9 }), (text, count) => {
      const assembler = new MessageAssembler();
      const fragments = fragmentsOf(opcodes.text, new TextEncoder().encode(text), count);
      const messages = fragments.map((each) => assembler.take({ ...each, reservedBits: 0, maskingKey: undefined }));
      expect(messages.at(-1)).toMatchObject({ text, fragmentCount: count });
      expect(messages.slice(0, -1).every((message) => message === undefined)).toBe(true);
    }),
  );
});
