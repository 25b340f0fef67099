/**
 * One live channel to a client, whatever carries it. `test/contract/transport.ts` says what every implementation does.
 * It calls `received`, `drained` and `closed` of the gateway with the connection that was opened for it.
 */
export interface Transport {
  /** Answers to requests do not leave through it. */
  readonly hasAnswersApart?: boolean;
  /** The client is between two of its requests: nothing leaves, and what is ephemeral is kept for a while. */
  readonly isAway?: boolean;
  /**
   * Hands over one frame. Never blocks and never throws: a transport that is gone drops it, the log has it.
   * False when more than `bufferedBytesMax` wait to be taken; `drained` tells when they were.
   */
  send(frame: string): boolean;
  /** Everything that is due was handed over; what comes now comes live. */
  idle?(): void;
  /** Ends it for the client too; `closed` is still called. */
  close(closeCode: number, reason: string): void;
}

/** A connection takes no more live events above this; it continues from the log when it has drained [P18]. */
export const bufferedBytesMax = 256 * 1024;
