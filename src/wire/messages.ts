import { type Frame, isControl, opcodes } from "./frame.ts";
import { WireError } from "./wire-error.ts";

export interface Message {
  readonly payload: Uint8Array;
  /** There when the message is text. */
  readonly text: string | undefined;
  readonly fragmentCount: number;
}

export const MESSAGE_BYTES_MAX_DEFAULT = 64 * 1024 * 1024;

/**
 * Puts the fragments of messages together [RFC 6455 5.4]. Throws a `WireError` for fragments out of order, for text that
 * is not UTF-8 (with the fragment in which that became certain [8.1]), and beyond the limit.
 */
export class MessageAssembler {
  readonly #messageBytesMax: number;
  #open: OpenMessage | undefined;

  constructor({ messageBytesMax = MESSAGE_BYTES_MAX_DEFAULT } = {}) {
    this.#messageBytesMax = messageBytesMax;
  }

  /** The message that `frame` completes. Control frames may come between and do not belong to it. */
  take(frame: Frame): Message | undefined {
    if (isControl(frame.opcode)) return undefined;
    const open = this.#open ?? startMessage(frame);
    if (this.#open !== undefined && frame.opcode !== opcodes.continuation) {
      throw new WireError("A new message begins before the last fragment of the one before.", {
        problem: "message-not-finished",
        section: "5.4",
        closeCode: 1002,
      });
    }
    this.#open = open;
    open.byteLength += frame.payload.length;
    if (open.byteLength > this.#messageBytesMax) {
      throw new WireError(`A message is longer than the limit of ${this.#messageBytesMax} bytes.`, {
        problem: "message-too-long",
        section: "7.4.1",
        closeCode: 1009,
      });
    }
    open.fragments.push(frame.payload);
    if (open.decoder !== undefined) open.text += decodeText(open.decoder, frame);
    if (!frame.isFinal) return undefined;
    this.#open = undefined;
    return {
      payload: concatenate(open),
      text: open.decoder === undefined ? undefined : open.text,
      fragmentCount: open.fragments.length,
    };
  }
}

interface OpenMessage {
  readonly fragments: Uint8Array[];
  byteLength: number;
  /** There when the message is text. */
  readonly decoder: TextDecoder | undefined;
  text: string;
}

function startMessage(frame: Frame): OpenMessage {
  if (frame.opcode === opcodes.continuation) {
    throw new WireError("A continuation frame continues nothing.", {
      problem: "nothing-to-continue",
      section: "5.4",
      closeCode: 1002,
    });
  }
  return {
    fragments: [],
    byteLength: 0,
    decoder: frame.opcode === opcodes.text ? new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }) : undefined,
    text: "",
  };
}

/** A character may be cut between two fragments, so the decoder remembers, and is told which fragment is the last. */
function decodeText(decoder: TextDecoder, frame: Frame): string {
  try {
    return decoder.decode(frame.payload, { stream: !frame.isFinal });
  } catch {
    throw new WireError("A text message is not UTF-8.", { problem: "not-utf8", section: "8.1", closeCode: 1007 });
  }
}

function concatenate({ fragments, byteLength }: OpenMessage): Uint8Array {
  const [only] = fragments;
  if (fragments.length === 1 && only !== undefined) return only;
  const whole = new Uint8Array(byteLength);
  let end = 0;
  for (const fragment of fragments) {
    whole.set(fragment, end);
    end += fragment.length;
  }
  return whole;
}
