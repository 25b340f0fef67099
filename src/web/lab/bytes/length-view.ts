import { encodeHeader } from "../../../wire/encode.ts";
import { type FieldName, type LengthForm, lengthFormOf, MASKING_KEY_BYTES, opcodes } from "../../../wire/frame.ts";
import { hexOf } from "../hex.ts";

const maskingKey = Uint8Array.of(0x37, 0xfa, 0x21, 0x3d);

export interface HeaderField {
  readonly name: FieldName;
  readonly first: number;
  readonly last: number;
  readonly hex: readonly string[];
}

export interface LengthView {
  readonly form: LengthForm;
  /** The byte with MASK and the 7 bits. */
  readonly secondByte: number;
  /** `secondByte & 127`: the length itself, or 126 or 127. */
  readonly marked: number;
  readonly fields: readonly HeaderField[];
  /** Where the payload begins. */
  readonly headerBytes: number;
}

/** The header of a text frame with a payload of that length, which need not exist. */
export function lengthView(payloadLength: number, isMasked: boolean): LengthView {
  const header = encodeHeader({ opcode: opcodes.text, maskingKey: isMasked ? maskingKey : undefined }, payloadLength);
  const form = lengthFormOf(payloadLength);
  const secondByte = header[1] ?? 0;
  const keyStart = header.length - (isMasked ? MASKING_KEY_BYTES : 0);
  const ends: readonly (readonly [FieldName, number, number])[] = [
    ["flags", 0, 1],
    ["length", 1, 2],
    ["extended length", 2, keyStart],
    ["masking key", keyStart, header.length],
  ];
  const fields = ends
    .filter(([, start, end]) => end > start)
    .map(([name, start, end]) => ({ name, first: start, last: end - 1, hex: hexOf(header.subarray(start, end)) }));
  return { form, secondByte, marked: secondByte & 127, fields, headerBytes: header.length };
}
