/** The transports of PROTOCOL.md [P32], as their costs are told. */
export type CarrierName = "websocket" | "stream" | "long-poll" | "poll";

/**
 * One live channel to a client, whatever carries it. `test/contract/transport.ts` says what every implementation does.
 * It calls `received`, `drained` and `closed` of the gateway with the connection that was opened for it.
 */
export interface Transport {
  /**
   * Hands over one frame. Never blocks and never throws: a transport that is gone drops it, the log has it.
   * False when more than `bufferedBytesMax` wait to be taken; `drained` tells when they were.
   */
  send(frame: string): boolean;
  /** Keeps a frame that may be lost for a client that takes nothing at this moment, where that is worth it. */
  keepEphemeral?(frame: string): void;
  /** Everything due was handed over; from now on events come live. */
  idle?(): void;
  /** By which of them it is; missing for those whose costs are not told. */
  readonly carrier?: CarrierName;
  /** Whether a socket or an answer is held for it now. */
  readonly isHeld?: boolean;
  /** Bytes that the client has not taken. */
  readonly waitingBytes?: number;
  /** A frame for this connection alone is about to be sent; those of the fan-out are counted together. */
  countFrame?(frame: string): void;
  /** Ends it for the client too; `closed` is still called. What waits to be taken is dropped where `isRevoked`, even at the cost of the reason. */
  close(closeCode: number, reason: string, isRevoked?: boolean): void;
}

/** A connection takes no more live events above this; it continues from the log when it has drained [P18]. */
export const bufferedBytesMax = 256 * 1024;
