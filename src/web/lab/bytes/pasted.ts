import { readClose } from "../../../wire/close-codes.ts";
import { FrameDecoder } from "../../../wire/decode.ts";
import { opcodes, type WireFrame } from "../../../wire/frame.ts";
import { MessageAssembler } from "../../../wire/messages.ts";
import { WireError } from "../../../wire/wire-error.ts";

export type Sender = "client" | "server";

export const PASTED_BYTES_MAX = 4_096;
/** An empty frame has two bytes. */
const FRAMES_MAX = 50;

export interface PastedFrame {
  readonly frame: WireFrame;
  /** Of a text frame that is a whole message, or of the last fragment of one. */
  readonly message: string | undefined;
  readonly close: { readonly code: number; readonly reason: string } | undefined;
}

export interface Pasted {
  readonly frames: readonly PastedFrame[];
  /** What ended the reading. */
  readonly error: WireError | undefined;
  /** The last frame is not there to its end. */
  readonly isCut: boolean;
}

/** Reads frames one after the other, as one side of a connection reads the other's, up to the first violation. */
export function readPasted(bytes: Uint8Array, sender: Sender): Pasted {
  const decoder = new FrameDecoder({ sender, payloadBytesMax: PASTED_BYTES_MAX });
  const messages = new MessageAssembler();
  const frames: PastedFrame[] = [];
  try {
    for (const frame of decoder.decode(bytes)) {
      if (frames.at(-1)?.close !== undefined) throw frameAfterClose();
      // Also a frame that breaks a rule with its payload is shown.
      frames.push({ frame, message: undefined, close: undefined });
      const message = messages.take(frame)?.text;
      const close = frame.opcode === opcodes.close ? readClose(frame.payload) : undefined;
      frames[frames.length - 1] = { frame, message, close };
      if (frames.length === FRAMES_MAX) break;
    }
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { frames, error, isCut: false };
  }
  return { frames, error: undefined, isCut: !decoder.isBetweenFrames };
}

function frameAfterClose(): WireError {
  return new WireError("A frame follows the close frame.", { problem: "frame-after-close", section: "5.5.1", closeCode: 1002 });
}
