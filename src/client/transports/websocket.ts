import type { Channel, Transport } from "./transport.ts";

/** One frame per WebSocket message [P1]. `address` is the `ws:` or `wss:` URL of the server's socket. */
export function webSocketTransport(address: string, WebSocketClass: typeof WebSocket): Transport {
  return {
    name: "websocket",
    open(listener): Channel {
      const socket = new WebSocketClass(address);
      socket.onopen = () => listener.onOpen();
      // Binary messages are none of the protocol's; read as text they count as unreadable frames.
      socket.onmessage = (message) => listener.onText(String(message.data));
      socket.onclose = (event) => listener.onClose(event.code, event.reason);
      // `close` always follows and says more, but some runtimes insist that errors are listened to.
      socket.onerror = () => {};
      return {
        get bufferedAmount() {
          return socket.bufferedAmount;
        },
        send(text) {
          if (socket.readyState === WebSocketClass.OPEN) socket.send(text);
        },
        close() {
          socket.onopen = null;
          socket.onmessage = null;
          socket.onclose = null;
          // A dead network never answers the closing handshake: nobody waits for it.
          socket.close(1000);
        },
      };
    },
  };
}
