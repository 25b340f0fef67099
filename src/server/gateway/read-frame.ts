import { ShoalError } from "../../protocol/errors.ts";
import { parseUp, type UpFrame } from "../../protocol/frames/up.ts";
import { limits } from "../../protocol/limits.ts";
import type { Load, Payer } from "../limits/load.ts";
import { namesIn } from "./error-frame.ts";

/** A frame, or why it is refused. */
export type FrameRead = { readonly frame: UpFrame } | FrameRefusal;

interface FrameRefusal {
  readonly frame?: undefined;
  readonly error: unknown;
  /** By which the frame is answered [P5]. */
  readonly names: object;
  /** What brought the frame is ended by the error. */
  readonly isEnd: boolean;
}

/** Reads the text of one frame, after its size and its cost were looked at. Never throws. */
export function readFrame(text: string, payer: Payer, load: Load): FrameRead {
  if (text.length > limits.frameBytesMax || Buffer.byteLength(text) > limits.frameBytesMax) {
    return { error: new ShoalError("frame-too-large"), names: {}, isEnd: true };
  }
  const refusal = load.frame(payer, text.length);
  if (refusal !== undefined) {
    const names = namesIn(text);
    // A client that cannot be told is ended: it comes back more slowly.
    const isEnd = Object.keys(names).length === 0;
    return { error: isEnd ? new ShoalError("too-many-frames") : refusal, names, isEnd };
  }
  try {
    return { frame: parseUp(text) };
  } catch (error) {
    return { error, names: namesIn(text), isEnd: false };
  }
}
