/** A WebSocket class whose connections can be cut. */
export interface Cable {
  readonly WebSocket: typeof WebSocket;
  /** Cuts open connections; new ones fail until `plugIn`. */
  pullOut(): void;
  plugIn(): void;
}

export function newCable(): Cable {
  const sockets = new Set<SeverableWebSocket>();
  let isOut = false;

  class SeverableWebSocket extends WebSocket {
    /** Bun's own. Ends the connection at once; `close` would still deliver frames that have arrived. */
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
