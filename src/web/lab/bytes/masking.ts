import { MASKING_KEY_BYTES } from "../../../wire/frame.ts";
import { applyMask } from "../../../wire/mask.ts";

/** More rows say nothing new. */
export const MASKED_BYTES_SHOWN_MAX = 24;

export interface MaskedByte {
  readonly place: number;
  readonly payload: number;
  readonly key: number;
  /** What is on the wire: payload XOR key. */
  readonly wire: number;
  /** Wire XOR key. */
  readonly back: number;
}

/** A text byte by byte: masked, and unmasked again with the same key. */
export function maskedBytes(text: string, key: Uint8Array): readonly MaskedByte[] {
  const payload = new TextEncoder().encode(text).slice(0, MASKED_BYTES_SHOWN_MAX);
  const wire = masked(payload, key);
  const back = masked(wire, key);
  return [...payload].map((byte, place) => ({
    place,
    payload: byte,
    key: key[place % MASKING_KEY_BYTES] ?? 0,
    wire: wire[place] ?? 0,
    back: back[place] ?? 0,
  }));
}

function masked(bytes: Uint8Array, key: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  applyMask(copy, key);
  return copy;
}
