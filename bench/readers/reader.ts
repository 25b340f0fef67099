/** Called for every frame but pings, with its place in `bytes`. */
export type ReaderListener = (bytes: Uint8Array, start: number, end: number) => void;

/** A welcomed member of the lobby, on any transport. */
export interface Reader {
  /** The last lobby seq that was read. The listener advances it; requests send it to the server. */
  position: number;
  /** Requests so far; 0 on a WebSocket. */
  readonly requestCount: number;
  onFrame: ReaderListener;
  onClose: (reason: string) => void;
  send(frame: string): void;
  close(): void;
}
