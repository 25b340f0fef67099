import { encodeFrame } from "../../../wire/encode.ts";
import { opcodes } from "../../../wire/frame.ts";

/** Missing in older browsers. */
export const hasCompression = typeof globalThis.CompressionStream === "function";

/** RSV1 says that a message is compressed [RFC 7692 6]. */
export const COMPRESSED = 0b100;

export interface Deflated {
  readonly plainBytes: number;
  /** The frame of a server, with RSV1 and the compressed payload. */
  readonly frame: Uint8Array;
  readonly compressed: Uint8Array;
  /** The text said twice: each compressed by itself … */
  readonly twiceApart: number;
  /** … and both with one window, as with context takeover. */
  readonly twiceTogether: number;
}

/** A text as `permessage-deflate` may send it: one last block, and a byte of zeros behind it [RFC 7692 7.2.3.4]. */
export async function deflated(text: string): Promise<Deflated> {
  const plain = new TextEncoder().encode(text);
  const twice = new TextEncoder().encode(text + text);
  const [compressed, both] = [await payloadOf(plain), await payloadOf(twice)];
  const frame = encodeFrame({ opcode: opcodes.text, reservedBits: COMPRESSED, payload: compressed });
  return { plainBytes: plain.length, frame, compressed, twiceApart: 2 * compressed.length, twiceTogether: both.length };
}

async function payloadOf(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const block = new Uint8Array(await new Response(stream).arrayBuffer());
  const payload = new Uint8Array(block.length + 1);
  payload.set(block);
  return payload;
}
