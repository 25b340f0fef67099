/** A way to carry frames. Everything else in the client is the same for all of them. */
export interface Transport {
  /** As it is shown to people: "websocket". */
  readonly name: string;
  /** Starts a channel. The first text sent on it is always `hello`. May throw; that counts as a lost connection. */
  open(listener: ChannelListener): Channel;
}

/** One attempt at a connection, from open to close. */
export interface Channel {
  /** Bytes that were given to `send` and have not left. */
  readonly bufferedAmount: number;
  /** Sends one frame. After a loss frames are dropped: `onClose` reports the loss. */
  send(text: string): void;
  /** Calls back once when the server has taken everything sent so far, where a channel can know that. */
  whenTaken?(callback: () => void): void;
  /** Ends the channel. After this the listener is not called. */
  close(): void;
}

/** The events of a channel. */
export interface ChannelListener {
  /** It can carry frames. Called once, before any text. */
  onOpen(): void;
  /** One frame came: its JSON. */
  onText(text: string): void;
  /**
   * How far the client has got with each log, its own among them. A channel of requests says so with each of them; without it,
   * the frames of a lost response are not sent again.
   */
  position?(): Position;
  /** The server no longer knows the connection, and greets it anew: `welcome` follows, and the events after `position`. */
  onRenewal?(): void;
  /**
   * A proxy may hold back this channel's frames: a `pong` proves that none does. Called before the welcome
   * where that is possible at all, and whenever a sign of life is missing.
   */
  onDoubt?(): void;
  /** The channel ended by itself. `code` is a WebSocket close code, on every transport [P31]. */
  onClose(code: number, reason: string): void;
}

/** Cursors, and the epoch that they belong to. */
export interface Position {
  /** The epoch of the last welcome. */
  readonly epoch?: string;
  /** By log id: the seq up to which everything was applied. */
  readonly cursors: Readonly<Record<string, number>>;
  /** The conversation whose presence the client watches. */
  readonly watching?: string | undefined;
}
