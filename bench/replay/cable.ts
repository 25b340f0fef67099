/** A WebSocket whose cable can be pulled out. */
export interface Cable {
  readonly WebSocket: typeof WebSocket;
  /** Ends what is open, and lets nothing open until `plugIn`. */
  pullOut(): void;
  plugIn(): void;
}

export function newCable(): Cable {
  const sockets = new Set<WebSocket>();
  let isOut = false;

  class SeverableWebSocket extends WebSocket {
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
      for (const socket of sockets) socket.close();
    },
    plugIn() {
      isOut = false;
    },
  };
}
