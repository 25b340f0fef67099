import { MASKING_KEY_BYTES } from "./frame.ts";

/** Masks in place, or unmasks: XOR with the key over and over [RFC 6455 5.3]. */
export function applyMask(payload: Uint8Array, maskingKey: Uint8Array): void {
  for (let index = 0; index < payload.length; index++) {
    payload[index] = (payload[index] ?? 0) ^ (maskingKey[index % MASKING_KEY_BYTES] ?? 0);
  }
}

/** Unpredictable, so that no page can write bytes of its choosing onto the wire [RFC 6455 10.3]. */
export function newMaskingKey(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(MASKING_KEY_BYTES));
}
