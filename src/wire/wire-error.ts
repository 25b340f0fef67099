/** A violation of RFC 6455 by the other side. The connection fails [RFC 6455 7.1.7]. */
export class WireError extends Error {
  override readonly name = "WireError";
  /** The section of RFC 6455 that says so. */
  readonly section: string;
  /** The code for the close frame. */
  readonly closeCode: number;
  /** The bytes of the frame as far as they were read, where one frame is to blame. */
  readonly bytes: Uint8Array | undefined;

  constructor(message: string, details: { section: string; closeCode: number; bytes?: Uint8Array | undefined }) {
    super(message);
    this.section = details.section;
    this.closeCode = details.closeCode;
    this.bytes = details.bytes;
  }
}
