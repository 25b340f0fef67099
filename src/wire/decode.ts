import {
  CONTROL_PAYLOAD_BYTES_MAX,
  type Field,
  isControl,
  type LengthForm,
  lengthFormOf,
  MASKING_KEY_BYTES,
  opcodeName,
  type WireFrame,
} from "./frame.ts";
import { applyMask } from "./mask.ts";
import { WireError, type WireProblem } from "./wire-error.ts";

const HEADER_BYTES_MAX = 2 + 8 + MASKING_KEY_BYTES;

export const PAYLOAD_BYTES_MAX_DEFAULT = 16 * 1024 * 1024;

export interface FrameDecoderOptions {
  /** The sender of the frames: a client masks every frame, a server none [RFC 6455 5.1]. */
  readonly sender: "client" | "server";
  /** A longer payload is refused when its header is read, before any of it is kept. */
  readonly payloadBytesMax?: number;
}

/**
 * Reads frames from chunks of any size.
 *
 * A frame against the rules throws a `WireError` as soon as its header is there, after the frames before it were given
 * out; the rest of such a stream is meaningless, and is refused with the same error.
 */
export class FrameDecoder {
  readonly #sender: "client" | "server";
  readonly #payloadBytesMax: number;
  /** Where the frame being read began. */
  #offset = 0;
  readonly #header = new Uint8Array(HEADER_BYTES_MAX);
  #headerBytes = 0;
  /** There once the header is complete. */
  #body: { readonly header: Header; readonly bytes: Uint8Array; filled: number } | undefined;
  #failure: WireError | undefined;

  constructor({ sender, payloadBytesMax = PAYLOAD_BYTES_MAX_DEFAULT }: FrameDecoderOptions) {
    this.#sender = sender;
    this.#payloadBytesMax = payloadBytesMax;
  }

  /** The frames that `chunk` completes. Read them to the end: a chunk is taken in as its frames are asked for. */
  *decode(chunk: Uint8Array): Generator<WireFrame, void, void> {
    if (this.#failure !== undefined) throw this.#failure;
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#body === undefined) rest = this.#takeHeader(rest);
      if (this.#body === undefined) continue;
      const { header, bytes, filled } = this.#body;
      const taken = rest.subarray(0, bytes.length - filled);
      bytes.set(taken, filled);
      this.#body.filled += taken.length;
      rest = rest.subarray(taken.length);
      if (this.#body.filled < bytes.length) continue;
      const offset = this.#offset;
      this.#startNext(bytes.length);
      yield wireFrame(header, bytes, offset);
    }
  }

  /** Whether the stream is between two frames, so that its end cuts none in half. */
  get isBetweenFrames(): boolean {
    return this.#headerBytes === 0;
  }

  #takeHeader(chunk: Uint8Array): Uint8Array {
    const missing = headerLength(this.#header, this.#headerBytes) - this.#headerBytes;
    const taken = chunk.subarray(0, missing);
    this.#header.set(taken, this.#headerBytes);
    this.#headerBytes += taken.length;
    if (this.#headerBytes === headerLength(this.#header, this.#headerBytes)) this.#startBody();
    return chunk.subarray(taken.length);
  }

  #startBody(): void {
    const headerBytes = this.#header.slice(0, this.#headerBytes);
    try {
      const header = readHeader(headerBytes);
      checkHeader(header, headerBytes, this.#sender, this.#payloadBytesMax);
      const bytes = new Uint8Array(headerBytes.length + Number(header.payloadLength));
      bytes.set(headerBytes);
      this.#body = { header, bytes, filled: headerBytes.length };
    } catch (error) {
      if (error instanceof WireError) this.#failure = error;
      throw error;
    }
  }

  #startNext(frameBytes: number): void {
    this.#offset += frameBytes;
    this.#headerBytes = 0;
    this.#body = undefined;
  }
}

interface Header {
  readonly isFinal: boolean;
  readonly reservedBits: number;
  readonly opcode: number;
  readonly isMasked: boolean;
  readonly lengthForm: LengthForm;
  readonly payloadLength: bigint;
}

/** The length of a header of which `known` bytes are there; it is certain from the second byte on. */
function headerLength(header: Uint8Array, known: number): number {
  if (known < 2) return 2;
  const second = header[1] ?? 0;
  const lengthForm = markedLengthForm(second);
  return 2 + (lengthForm === 7 ? 0 : lengthForm / 8) + ((second & 0x80) === 0 ? 0 : MASKING_KEY_BYTES);
}

function markedLengthForm(second: number): LengthForm {
  const mark = second & 0x7f;
  if (mark < 126) return 7;
  return mark === 126 ? 16 : 64;
}

function readHeader(bytes: Uint8Array): Header {
  const view = new DataView(bytes.buffer);
  const first = view.getUint8(0);
  const second = view.getUint8(1);
  const lengthForm = markedLengthForm(second);
  return {
    isFinal: (first & 0x80) !== 0,
    reservedBits: (first >> 4) & 0x7,
    opcode: first & 0xf,
    isMasked: (second & 0x80) !== 0,
    lengthForm,
    payloadLength: readLength(view, lengthForm),
  };
}

function readLength(view: DataView, lengthForm: LengthForm): bigint {
  if (lengthForm === 7) return BigInt(view.getUint8(1) & 0x7f);
  return lengthForm === 16 ? BigInt(view.getUint16(2)) : view.getBigUint64(2);
}

function checkHeader(header: Header, bytes: Uint8Array, sender: "client" | "server", payloadBytesMax: number): void {
  const { isFinal, reservedBits, opcode, isMasked, lengthForm, payloadLength } = header;
  const fail = (problem: WireProblem, section: string, message: string, closeCode = 1002): never => {
    throw new WireError(message, { problem, section, closeCode, bytes });
  };
  if (reservedBits !== 0)
    fail("reserved-bit", "5.2", `A reserved bit is set (RSV ${rsvText(reservedBits)}), and no extension was agreed on.`);
  if (opcodeName(opcode) === undefined) fail("reserved-opcode", "5.2", `Opcode ${opcode} is reserved.`);
  if (isControl(opcode) && !isFinal)
    fail("fragmented-control", "5.5", `A ${opcodeName(opcode)} frame is fragmented; control frames never are.`);
  if (isControl(opcode) && payloadLength > CONTROL_PAYLOAD_BYTES_MAX) {
    fail("long-control", "5.5", `A ${opcodeName(opcode)} frame has more than ${CONTROL_PAYLOAD_BYTES_MAX} bytes.`);
  }
  if (isMasked && sender === "server") fail("masked-by-server", "5.1", "A frame of the server is masked.");
  if (!isMasked && sender === "client") fail("unmasked-by-client", "5.1", "A frame of the client is not masked.");
  if (payloadLength >> 63n === 1n) fail("top-bit-of-length", "5.2", "The most significant bit of a 64-bit length is set.");
  if (payloadLength < 1n << 53n && lengthFormOf(Number(payloadLength)) !== lengthForm) {
    fail(
      "length-not-minimal",
      "5.2",
      `A length of ${payloadLength} is written with ${lengthForm} bits; the shortest form is a must.`,
    );
  }
  if (payloadLength > payloadBytesMax) {
    fail("payload-too-long", "7.4.1", `A payload of ${payloadLength} bytes is more than the limit of ${payloadBytesMax}.`, 1009);
  }
}

function rsvText(reservedBits: number): string {
  return reservedBits.toString(2).padStart(3, "0");
}

function wireFrame(header: Header, bytes: Uint8Array, offset: number): WireFrame {
  const payloadStart = bytes.length - Number(header.payloadLength);
  const maskStart = header.isMasked ? payloadStart - MASKING_KEY_BYTES : payloadStart;
  const maskingKey = header.isMasked ? bytes.slice(maskStart, payloadStart) : undefined;
  const payload = bytes.slice(payloadStart);
  if (maskingKey !== undefined) applyMask(payload, maskingKey);
  const { isFinal, reservedBits, opcode, lengthForm } = header;
  const fields: Field[] = [
    { name: "flags", start: 0, end: 1 },
    { name: "length", start: 1, end: 2 },
    { name: "extended length", start: 2, end: maskStart },
    { name: "masking key", start: maskStart, end: payloadStart },
    { name: "payload", start: payloadStart, end: bytes.length },
  ];
  return {
    isFinal,
    reservedBits,
    opcode,
    maskingKey,
    payload,
    lengthForm,
    bytes,
    offset,
    fields: fields.filter(({ start, end }) => end > start),
  };
}
