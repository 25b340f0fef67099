import { type Close, closePayload, readClose } from "../../../wire/close-codes.ts";
import { FrameDecoder } from "../../../wire/decode.ts";
import { encodeFrame } from "../../../wire/encode.ts";
import { fragmentsOf } from "../../../wire/fragments.ts";
import { CONTROL_PAYLOAD_BYTES_MAX, type Frame, opcodes, type WireFrame } from "../../../wire/frame.ts";
import { newMaskingKey } from "../../../wire/mask.ts";
import { MessageAssembler } from "../../../wire/messages.ts";
import { WireError } from "../../../wire/wire-error.ts";

export type Sender = "client" | "server";

/** Of one message in the lab. */
export const FRAGMENTS_MAX = 8;
/** More text than this is not cut here. */
export const MESSAGE_CHARACTERS_MAX = 400;

interface MessageOptions {
  readonly text: string;
  readonly count: number;
  readonly hasPing: boolean;
  readonly sender: Sender;
}

/** The frames of a text in fragments, read back from their bytes; the ping stands behind the first fragment. */
export function messageFrames({ text, count, hasPing, sender }: MessageOptions): readonly WireFrame[] {
  const [first, ...others] = fragmentsOf(opcodes.text, new TextEncoder().encode(text), count);
  const ping = { opcode: opcodes.ping, payload: new TextEncoder().encode("?") };
  return [first, ...(hasPing ? [ping] : []), ...others].flatMap((each) => (each === undefined ? [] : onWire(each, sender)));
}

/** What a reader puts together of them. */
export function assembled(frames: readonly Frame[]): string | undefined {
  const assembler = new MessageAssembler();
  return frames.map((frame) => assembler.take(frame)).find((message) => message !== undefined)?.text;
}

export type ControlName = "ping" | "pong" | "close";

interface ControlOptions {
  readonly name: ControlName;
  /** Of a ping or a pong the payload, of a close the reason. */
  readonly text: string;
  /** Of a close; undefined for an empty frame. */
  readonly code: number | undefined;
  readonly sender: Sender;
}

export interface ControlView {
  /** Undefined when its payload has more bytes than a control frame may. */
  readonly frame: WireFrame | undefined;
  readonly payloadLength: number;
  readonly close: Close | undefined;
  /** What a reader finds wrong with its payload. */
  readonly error: WireError | undefined;
}

export function controlView({ name, text, code, sender }: ControlOptions): ControlView {
  const payload = name === "close" ? closePayload(code, code === undefined ? "" : text) : new TextEncoder().encode(text);
  const isFitting = payload.length <= CONTROL_PAYLOAD_BYTES_MAX;
  const frame = isFitting ? onWire({ opcode: opcodes[name], payload }, sender) : undefined;
  return {
    frame,
    payloadLength: payload.length,
    ...(name === "close" ? closeOf(payload) : { close: undefined, error: undefined }),
  };
}

function closeOf(payload: Uint8Array): Pick<ControlView, "close" | "error"> {
  try {
    return { close: readClose(payload), error: undefined };
  } catch (error) {
    if (error instanceof WireError) return { close: undefined, error };
    throw error;
  }
}

function onWire(frame: Pick<Frame, "opcode" | "payload"> & Partial<Frame>, sender: Sender): WireFrame {
  const maskingKey = sender === "client" ? newMaskingKey() : undefined;
  const [read] = new FrameDecoder({ sender }).decode(encodeFrame({ ...frame, maskingKey }));
  if (read === undefined) throw new Error("a frame is read back whole");
  return read;
}
