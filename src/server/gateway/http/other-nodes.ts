/** What the HTTP transports need of the nodes to which the next request of a client may go. */
export interface OtherNodes {
  /** Frames that are about the connection itself, for the node whose answer is open. Best effort. */
  passOn(connectionId: string, userId: string, frames: readonly string[]): void;
  /** The client of the connection does not come back. */
  left(connectionId: string, userId: string): void;
  /** Sets what is done with what other nodes pass on. */
  listen(listener: OtherNodesListener): void;
}

export interface OtherNodesListener {
  onFrames(connectionId: string, userId: string, frames: readonly string[]): void;
  onLeft(connectionId: string, userId: string): void;
}
