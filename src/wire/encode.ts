import { type Frame, lengthFormOf, MASKING_KEY_BYTES } from "./frame.ts";
import { applyMask } from "./mask.ts";

/** The bytes of a frame [RFC 6455 5.2]. Also writes frames that a peer must refuse. */
export function encodeFrame(frame: Pick<Frame, "opcode" | "payload"> & Partial<Frame>): Uint8Array {
  const { isFinal = true, reservedBits = 0, opcode, maskingKey, payload } = frame;
  const lengthForm = lengthFormOf(payload.length);
  const maskStart = 2 + (lengthForm === 7 ? 0 : lengthForm / 8);
  const payloadStart = maskStart + (maskingKey === undefined ? 0 : MASKING_KEY_BYTES);

  const bytes = new Uint8Array(payloadStart + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, (isFinal ? 0x80 : 0) | (reservedBits << 4) | opcode);
  view.setUint8(1, (maskingKey === undefined ? 0 : 0x80) | { 7: payload.length, 16: 126, 64: 127 }[lengthForm]);
  if (lengthForm === 16) view.setUint16(2, payload.length);
  if (lengthForm === 64) view.setBigUint64(2, BigInt(payload.length));
  bytes.set(payload, payloadStart);
  if (maskingKey !== undefined) {
    bytes.set(maskingKey, maskStart);
    applyMask(bytes.subarray(payloadStart), maskingKey);
  }
  return bytes;
}
