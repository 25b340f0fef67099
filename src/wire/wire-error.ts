/** What is wrong, for those who say it in words of their own. */
export type WireProblem =
  | "reserved-bit"
  | "reserved-opcode"
  | "fragmented-control"
  | "long-control"
  | "masked-by-server"
  | "unmasked-by-client"
  | "top-bit-of-length"
  | "length-not-minimal"
  | "payload-too-long"
  | "message-not-finished"
  | "nothing-to-continue"
  | "message-too-long"
  | "not-utf8"
  | "half-close-code"
  | "forbidden-close-code"
  | "close-reason-not-utf8"
  | "frame-after-close";

/** A violation of RFC 6455 by the other side. The connection fails [RFC 6455 7.1.7]. */
export class WireError extends Error {
  override readonly name = "WireError";
  readonly problem: WireProblem;
  /** The section of RFC 6455 that says so. */
  readonly section: string;
  /** The code for the close frame. */
  readonly closeCode: number;
  /** The bytes of the frame as far as they were read, where one frame is to blame. */
  readonly bytes: Uint8Array | undefined;

  constructor(message: string, details: WireErrorDetails) {
    super(message);
    this.problem = details.problem;
    this.section = details.section;
    this.closeCode = details.closeCode;
    this.bytes = details.bytes;
  }
}

interface WireErrorDetails {
  readonly problem: WireProblem;
  readonly section: string;
  readonly closeCode: number;
  readonly bytes?: Uint8Array | undefined;
}
