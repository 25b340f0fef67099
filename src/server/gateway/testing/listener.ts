import { type DownFrame, parseDown } from "../../../protocol/frames/down.ts";
import type { Transport } from "../transport.ts";

/** Collects the frames that a connection is sent. Takes no more once `isTaking` is false. */
export class Listener implements Transport {
  readonly frames: DownFrame[] = [];
  closeReason: string | undefined;
  /** Whether what waited was dropped. */
  isRevoked = false;
  isTaking = true;
  waitingBytes = 0;

  send(text: string): boolean {
    this.frames.push(parseDown(text));
    return this.isTaking;
  }

  close(_closeCode: number, reason: string, isRevoked = false): void {
    this.closeReason = reason;
    this.isRevoked = isRevoked;
  }

  get types(): string[] {
    return this.frames.map(({ type }) => type);
  }

  all<Type extends DownFrame["type"]>(type: Type): Extract<DownFrame, { type: Type }>[] {
    return this.frames.filter((frame): frame is Extract<DownFrame, { type: Type }> => frame.type === type);
  }
}
