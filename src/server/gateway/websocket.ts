import type { ServerWebSocket, WebSocketHandler } from "bun";
import { limits } from "../../protocol/limits.ts";
import type { Connection } from "./connection.ts";
import type { Gateway } from "./gateway.ts";
import { bufferedBytesMax, type Transport } from "./transport.ts";

/** What rides on a socket: the cookie's token from the handshake, then the connection. */
export interface SocketData {
  readonly cookieToken: string | undefined;
  connection: Connection | undefined;
}

type Socket = ServerWebSocket<SocketData>;

// Above the gateway's own bound there is room for what a client asks for itself while it is slow; beyond that Bun closes.
const BACKPRESSURE_BYTES_MAX = 4 * 1024 * 1024;
// Between the limit and this the gateway can say what was wrong; beyond that Bun closes with 1009.
const PAYLOAD_BYTES_MAX = 2 * limits.frameBytesMax;

class WebSocketTransport implements Transport {
  readonly name = "websocket";
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  send(frame: string): boolean {
    // Positive: taken by the kernel. -1: buffered. 0: dropped, because the socket is closing.
    const status = this.#socket.send(frame);
    return status > 0 || this.#socket.getBufferedAmount() <= bufferedBytesMax;
  }

  close(closeCode: number, reason: string): void {
    // A peer that takes nothing would not take the close frame either.
    if (this.#socket.getBufferedAmount() > bufferedBytesMax) this.#socket.terminate();
    else this.#socket.close(closeCode, reason);
  }
}

/** The gateway's first transport. */
export function websocketHandler(gateway: Gateway): WebSocketHandler<SocketData> {
  function withConnection(socket: Socket, use: (connection: Connection) => void): void {
    if (socket.data.connection !== undefined) use(socket.data.connection);
  }

  return {
    maxPayloadLength: PAYLOAD_BYTES_MAX,
    backpressureLimit: BACKPRESSURE_BYTES_MAX,
    closeOnBackpressureLimit: true,
    perMessageDeflate: false,
    // Outbound traffic resets Bun's idle timer, so it misses a dead peer in a busy room: the gateway's heartbeat does not.
    idleTimeout: 0,
    sendPings: false,

    open(socket) {
      socket.data.connection = gateway.open(new WebSocketTransport(socket), socket.data.cookieToken);
    },
    message(socket, message) {
      withConnection(socket, (connection) => {
        if (typeof message === "string") void gateway.received(connection, message);
        else gateway.receivedBinary(connection);
      });
    },
    // Bun answers every ping, however many come.
    ping(socket) {
      withConnection(socket, (connection) => gateway.countFrame(connection));
    },
    drain(socket) {
      if (socket.getBufferedAmount() === 0) withConnection(socket, (connection) => gateway.drained(connection));
    },
    close(socket) {
      withConnection(socket, (connection) => gateway.closed(connection));
    },
  };
}
