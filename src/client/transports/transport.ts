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
  /** Carries one frame. What cannot be carried any more is dropped: the loss is told by `onClose`. */
  send(text: string): void;
  /** Calls back once when the server has taken what was sent up to now, where a channel can know that. */
  whenTaken?(callback: () => void): void;
  /** Ends the channel. After this the listener hears nothing more. */
  close(): void;
}

/** What a channel tells. */
export interface ChannelListener {
  /** It can carry frames. Called once, before any text. */
  onOpen(): void;
  /** One frame came: its JSON. */
  onText(text: string): void;
  /**
   * How far the client has got with each log, its own among them. A channel of requests says so with each of them; without it,
   * what was in a response that got lost is not told again.
   */
  position?(): Position;
  /** The server does not know the connection any more, and greets it anew: `welcome` follows, and what `position` lacks. */
  onRenewal?(): void;
  /**
   * Something on the way may hold back what this channel brings: a `pong` proves that nothing does. Told before the welcome
   * where that is possible at all, and whenever a sign of life is missing.
   */
  onDoubt?(): void;
  /** The channel ended by itself. `code` is a WebSocket close code, whatever the transport [P31]. */
  onClose(code: number, reason: string): void;
}

/** Cursors, and the epoch that they belong to. */
export interface Position {
  /** The epoch of the last welcome. */
  readonly epoch?: string;
  /** By log id: the seq up to which everything was applied. */
  readonly cursors: Readonly<Record<string, number>>;
}
