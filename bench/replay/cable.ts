/** A WebSocket whose cable can be pulled out. */
export interface Cable {
  readonly WebSocket: typeof WebSocket;
  /** Ends what is open, and lets nothing open until `plugIn`. */
  pullOut(): void;
  plugIn(): void;
}

export function newCable(): Cable {
  const sockets = new Set<SeverableWebSocket>();
  let isOut = false;

  class SeverableWebSocket extends WebSocket {
    /** Bun's: at once, like a cable; `close` would go on delivering what has arrived. */
    declare terminate: () => void;

    constructor(url: string | URL) {
      super(url);
      if (isOut) this.close();
      sockets.add(this);
      this.addEventListener("close", () => sockets.delete(this));
    }
  }

  return {
    WebSocket: SeverableWebSocket,
    pullOut() {
      isOut = true;
      for (const socket of sockets) socket.terminate();
    },
    plugIn() {
      isOut = false;
    },
  };
}
