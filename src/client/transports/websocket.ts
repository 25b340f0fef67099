import type { Channel, Transport } from "./transport.ts";

/** The part of a WebSocket that the client uses. Those of browsers, Node, Bun and the package `ws` have it. */
export interface WebSocketLike {
  /** Equal to the constructor's `OPEN` while frames can be sent. */
  readonly readyState: number;
  /** Bytes that were handed over and have not left this device. */
  readonly bufferedAmount: number;
  /** Called when frames can be sent. */
  onopen: ((event: never) => void) | null;
  /** Called with every message, which is in `data`. */
  onmessage: ((event: never) => void) | null;
  /** Called at the end, with `code` and `reason`. */
  onclose: ((event: never) => void) | null;
  /** Called when it could not be opened, or broke. */
  onerror: ((event: never) => void) | null;
  /** Sends one text message. */
  send(text: string): void;
  /** Ends it, with a close code. */
  close(code?: number): void;
}

/** Opens a WebSocket. */
export interface WebSocketConstructor {
  /** `address` begins with `ws:` or `wss:`. */
  new (address: string): WebSocketLike;
  /** The `readyState` of an open one. */
  readonly OPEN: number;
}

/** Lost without a close frame [RFC 6455, 7.1.5]. */
const ABNORMAL_CLOSE = 1006;

/** One frame per WebSocket message [P1]. `address` is the `ws:` or `wss:` URL of the server's socket. */
export function webSocketTransport(address: string, WebSocketClass: WebSocketConstructor): Transport {
  return {
    name: "websocket",
    open(listener): Channel {
      const socket = new WebSocketClass(address);
      const silence = (): void => {
        socket.onopen = null;
        socket.onmessage = null;
        socket.onclose = null;
      };
      let hasOpened = false;
      socket.onopen = () => {
        hasOpened = true;
        listener.onOpen();
      };
      // The protocol has no binary messages; read as text they count as unreadable frames.
      socket.onmessage = (message: { readonly data: unknown }) => listener.onText(String(message.data));
      socket.onclose = (event: { readonly code: number; readonly reason: string }) => listener.onClose(event.code, event.reason);
      // Of an open socket, `close` follows and says more. A dial that is refused ends here: Node 22 has no `close` for it.
      socket.onerror = () => {
        if (hasOpened) return;
        silence();
        listener.onClose(ABNORMAL_CLOSE, "");
      };
      return {
        get bufferedAmount() {
          return socket.bufferedAmount;
        },
        send(text) {
          if (socket.readyState === WebSocketClass.OPEN) socket.send(text);
        },
        close() {
          silence();
          socket.onerror = () => {}; // some runtimes insist that errors are listened to
          // A dead network never answers the closing handshake, so it is not waited for.
          socket.close(1000);
        },
      };
    },
  };
}
