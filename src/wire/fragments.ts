import { type Frame, opcodes } from "./frame.ts";

/**
 * A message as fragments of about the same length [RFC 6455 5.4]: the first has the opcode, the others continue, the last one has FIN. The
 * cuts are between bytes, so that a character can be cut in two.
 *
 * @example
 * fragmentsOf(opcodes.text, new TextEncoder().encode("hello"), 2) // "hel" without FIN, "lo" as a continuation with FIN
 */
export function fragmentsOf(
  opcode: number,
  payload: Uint8Array,
  count: number,
): readonly Pick<Frame, "opcode" | "isFinal" | "payload">[] {
  const startOf = (place: number): number => Math.ceil((place * payload.length) / count);
  return Array.from({ length: count }, (_, place) => ({
    opcode: place === 0 ? opcode : opcodes.continuation,
    isFinal: place === count - 1,
    payload: payload.subarray(startOf(place), startOf(place + 1)),
  }));
}
