import { FrameDecoder } from "../../../wire/decode.ts";
import { encodeFrame } from "../../../wire/encode.ts";
import { type FieldName, opcodes, type WireFrame } from "../../../wire/frame.ts";
import { hexOf } from "../hex.ts";

/** More bytes of a payload say nothing new. */
export const SHOWN_PAYLOAD_BYTES_MAX = 128;

/** A text as the frame that carries it, read back from its bytes. With a masking key it is a client's, without one a server's. */
export function frameOf(text: string, maskingKey: Uint8Array | undefined): WireFrame {
  const bytes = encodeFrame({ opcode: opcodes.text, payload: new TextEncoder().encode(text), maskingKey });
  const decoder = new FrameDecoder({ sender: maskingKey === undefined ? "server" : "client" });
  const [frame] = decoder.decode(bytes);
  if (frame === undefined) throw new Error("a frame is read back whole");
  return frame;
}

export interface FieldView {
  readonly name: FieldName;
  /** The first byte and the last one, counted from 0. */
  readonly first: number;
  readonly last: number;
  readonly hex: readonly string[];
  readonly hiddenByteCount: number;
}

/** Every byte by the field that it belongs to, as far as it is shown. */
export function fieldsOf({ bytes, fields }: WireFrame): readonly FieldView[] {
  return fields.map(({ name, start, end }) => {
    const shownEnd = Math.min(end, start + SHOWN_PAYLOAD_BYTES_MAX);
    return { name, first: start, last: end - 1, hex: hexOf(bytes.subarray(start, shownEnd)), hiddenByteCount: end - shownEnd };
  });
}
