import { type Frame, lengthFormOf, MASKING_KEY_BYTES } from "./frame.ts";
import { applyMask } from "./mask.ts";

type Described = Pick<Frame, "opcode"> & Partial<Omit<Frame, "payload">>;

/** The bytes of a frame [RFC 6455 5.2]. Also writes frames that a peer must refuse. */
export function encodeFrame({ payload, ...described }: Described & Pick<Frame, "payload">): Uint8Array {
  const header = encodeHeader(described, payload.length);
  const bytes = new Uint8Array(header.length + payload.length);
  bytes.set(header);
  bytes.set(payload, header.length);
  if (described.maskingKey !== undefined) applyMask(bytes.subarray(header.length), described.maskingKey);
  return bytes;
}

/** What stands before a payload of that length, whether there is room for it or not. */
export function encodeHeader(frame: Described, payloadLength: number): Uint8Array {
  const { isFinal = true, reservedBits = 0, opcode, maskingKey } = frame;
  const lengthForm = lengthFormOf(payloadLength);
  const maskStart = 2 + (lengthForm === 7 ? 0 : lengthForm / 8);
  const bytes = new Uint8Array(maskStart + (maskingKey === undefined ? 0 : MASKING_KEY_BYTES));
  const view = new DataView(bytes.buffer);
  view.setUint8(0, (isFinal ? 0x80 : 0) | (reservedBits << 4) | opcode);
  view.setUint8(1, (maskingKey === undefined ? 0 : 0x80) | { 7: payloadLength, 16: 126, 64: 127 }[lengthForm]);
  if (lengthForm === 16) view.setUint16(2, payloadLength);
  if (lengthForm === 64) view.setBigUint64(2, BigInt(payloadLength));
  if (maskingKey !== undefined) bytes.set(maskingKey, maskStart);
  return bytes;
}
