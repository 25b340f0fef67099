/** Called for every frame but pings, with its place in `bytes`. */
export type ReaderListener = (bytes: Uint8Array, start: number, end: number) => void;

/** A member of the lobby who was welcomed, on whatever transport. */
export interface Reader {
  /** How far the lobby was read. The listener moves it on: requests tell the server. */
  position: number;
  /** Requests so far, of readers that must ask. */
  readonly requestCount: number;
  onFrame: ReaderListener;
  onClose: (reason: string) => void;
  send(frame: string): void;
  close(): void;
}
