/** The opcodes that RFC 6455 defines [5.2]; 3–7 and 11–15 are reserved. */
export const opcodes = { continuation: 0x0, text: 0x1, binary: 0x2, close: 0x8, ping: 0x9, pong: 0xa } as const;

export type OpcodeName = keyof typeof opcodes;

export function opcodeName(opcode: number): OpcodeName | undefined {
  return (Object.keys(opcodes) as OpcodeName[]).find((name) => opcodes[name] === opcode);
}

/** Close, ping and pong: at most 125 bytes, never fragmented, allowed between the fragments of a message [5.5]. */
export function isControl(opcode: number): boolean {
  return (opcode & 0x8) !== 0;
}

export const CONTROL_PAYLOAD_BYTES_MAX = 125;
export const MASKING_KEY_BYTES = 4;

/** How many bits carry the length: 7, or after the marks 126 and 127 the next 16 or 64. */
export type LengthForm = 7 | 16 | 64;

/** The shortest form, which is the only one allowed [5.2]. */
export function lengthFormOf(payloadLength: number): LengthForm {
  if (payloadLength <= 125) return 7;
  return payloadLength <= 0xffff ? 16 : 64;
}

/** A frame [5.2], with the payload as it was meant, not as it was masked. */
export interface Frame {
  /** Whether this is the last, or only, fragment of its message. */
  readonly isFinal: boolean;
  /** RSV1, RSV2 and RSV3 as the bits 4, 2 and 1. They are for extensions, and 0 without one. */
  readonly reservedBits: number;
  readonly opcode: number;
  /** 4 bytes; there on every frame of a client and on no frame of a server [5.1]. */
  readonly maskingKey: Uint8Array | undefined;
  readonly payload: Uint8Array;
}

export type FieldName = "flags" | "length" | "extended length" | "masking key" | "payload";

/** Where a field's bytes are within its frame: from `start` up to, not including, `end`. */
export interface Field {
  readonly name: FieldName;
  readonly start: number;
  readonly end: number;
}

/** A frame as it was on the wire, every byte of it accounted for by `fields`. */
export interface WireFrame extends Frame {
  readonly lengthForm: LengthForm;
  readonly bytes: Uint8Array;
  /** Where the frame began, in bytes from the first frame of the stream. */
  readonly offset: number;
  /** In order, without holes: FIN, RSV and opcode are the byte of `flags`; MASK and the 7 bits that of `length`. */
  readonly fields: readonly Field[];
}

/** The first two bytes, bit by bit, as RFC 6455 draws them [5.2]. */
export function headerBits(frame: WireFrame): readonly { readonly name: string; readonly bits: string }[] {
  const bits = [...frame.bytes.subarray(0, 2)].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return [
    { name: "FIN", bits: bits.slice(0, 1) },
    { name: "RSV", bits: bits.slice(1, 4) },
    { name: "opcode", bits: bits.slice(4, 8) },
    { name: "MASK", bits: bits.slice(8, 9) },
    { name: "length", bits: bits.slice(9) },
  ];
}
