import type { ServerWebSocket, WebSocketHandler } from "bun";
import { limits } from "../../protocol/limits.ts";
import type { Holder, WaitingBytes } from "../limits/waiting-bytes.ts";
import type { ClientOrigin, Connection } from "./connection.ts";
import type { Costs } from "./costs.ts";
import type { Gateway } from "./gateway.ts";
import { bufferedBytesMax, type Transport } from "./transport.ts";

/** Is attached to a WebSocket and gets its events: Bun has one handler for all sockets of a server. */
export interface SocketListener {
  opened(socket: Socket): void;
  received(message: string | Buffer): void;
  pinged(): void;
  ponged(): void;
  /** Nothing waits to be taken any more. */
  drained(): void;
  closed(): void;
}

export type Socket = ServerWebSocket<SocketListener>;

// Above the gateway's own bound there is room for the answers to a slow client's requests; beyond that Bun closes.
const BACKPRESSURE_BYTES_MAX = 4 * 1024 * 1024;
// Between the limit and this the gateway can answer with an error; beyond that Bun closes with 1009.
const PAYLOAD_BYTES_MAX = 2 * limits.frameBytesMax;

/** What the handler below takes of the extensions that clients offer: a compressed frame would have to be made for each client [P14]. */
export const extensionsChosen: readonly string[] = [];

export const websocketHandler: WebSocketHandler<SocketListener> = {
  maxPayloadLength: PAYLOAD_BYTES_MAX,
  backpressureLimit: BACKPRESSURE_BYTES_MAX,
  closeOnBackpressureLimit: true,
  perMessageDeflate: false,
  // Outbound traffic resets Bun's idle timer, so it misses a dead peer in a busy room: the gateway's heartbeat does not.
  idleTimeout: 0,
  sendPings: false,

  open: (socket) => socket.data.opened(socket),
  message: (socket, message) => socket.data.received(message),
  // Bun answers every ping, however many come.
  ping: (socket) => socket.data.pinged(),
  pong: (socket) => socket.data.ponged(),
  drain(socket) {
    if (socket.getBufferedAmount() === 0) socket.data.drained();
  },
  close: (socket) => socket.data.closed(),
};

/** What leaves through a socket, and waits there until the client takes it. */
export class SocketWriter implements Holder {
  readonly #socket: Socket;
  readonly #waiting: WaitingBytes;

  constructor(socket: Socket, waiting: WaitingBytes) {
    this.#socket = socket;
    this.#waiting = waiting;
  }

  /** False when more than `bufferedBytesMax` wait to be taken. */
  write(message: string | Buffer): boolean {
    // Positive: taken by the kernel. -1: buffered. 0: dropped, because the socket is closing.
    return this.#socket.send(message) > 0 || this.noteWaiting();
  }

  /** After a send that the kernel did not take. The same as `write` gives back. */
  noteWaiting(): boolean {
    this.#waiting.note(this, this.waitingBytes);
    return this.isTaking;
  }

  /** Several messages in one go. */
  writeAll(messages: readonly string[]): void {
    this.#socket.cork(() => {
      for (const message of messages) this.write(message);
    });
  }

  ping(): void {
    this.#socket.ping();
  }

  get isTaking(): boolean {
    return this.waitingBytes <= bufferedBytesMax;
  }

  get waitingBytes(): number {
    return this.#socket.getBufferedAmount();
  }

  /** The client took everything, or is gone. */
  emptied(): void {
    this.#waiting.note(this, 0);
  }

  close(closeCode: number, reason: string, isRevoked = false): void {
    // A peer that takes nothing would not take the close frame either, and one that takes slowly would take what is no longer for it first.
    if (isRevoked ? this.waitingBytes === 0 : this.isTaking) this.#socket.close(closeCode, reason);
    else this.drop();
  }

  drop(): void {
    this.#socket.terminate();
  }
}

/** The gateway's first transport: frames over a WebSocket. */
export class WebSocketTransport implements Transport, SocketListener {
  readonly #gateway: Gateway;
  readonly carrier = "websocket";
  readonly isHeld = true;
  readonly #waiting: WaitingBytes;
  readonly #costs: Costs;
  readonly #origin: ClientOrigin;
  #socket: Socket | undefined;
  #writer: SocketWriter | undefined;
  #connection: Connection | undefined;

  /** The cookie's token comes with the handshake. */
  constructor(gateway: Gateway, { waiting, costs }: { waiting: WaitingBytes; costs: Costs }, origin: ClientOrigin) {
    this.#gateway = gateway;
    this.#waiting = waiting;
    this.#costs = costs;
    this.#origin = origin;
  }

  send(frame: string): boolean {
    // As `SocketWriter.write`, without its call: this is done for every member of a room.
    if (this.#socket === undefined || this.#socket.send(frame) > 0) return true;
    return this.#writer?.noteWaiting() ?? true;
  }

  close(closeCode: number, reason: string, isRevoked?: boolean): void {
    this.#writer?.close(closeCode, reason, isRevoked);
  }

  opened(socket: Socket): void {
    this.#socket = socket;
    this.#writer = new SocketWriter(socket, this.#waiting);
    this.#connection = this.#gateway.open(this, this.#origin);
  }

  countFrame(frame: string): void {
    if (this.#costs.isOn) this.#costs.sentOverWebSocket(Buffer.byteLength(frame));
  }

  get waitingBytes(): number {
    return this.#writer?.waitingBytes ?? 0;
  }

  received(message: string | Buffer): void {
    if (this.#connection === undefined) return;
    if (this.#costs.isOn) this.#costs.receivedOverWebSocket(Buffer.byteLength(message));
    const begunAt = this.#costs.begin();
    if (typeof message === "string") void this.#gateway.received(this.#connection, message);
    else this.#gateway.receivedBinary(this.#connection);
    this.#costs.end("websocket", begunAt);
  }

  pinged(): void {
    if (this.#connection !== undefined) this.#gateway.receivedControl(this.#connection);
  }

  ponged(): void {
    // It means nothing here, and costs as much as a ping.
    this.pinged();
  }

  drained(): void {
    this.#writer?.emptied();
    if (this.#connection !== undefined) this.#gateway.drained(this.#connection);
  }

  closed(): void {
    this.#writer?.emptied();
    if (this.#connection !== undefined) this.#gateway.closed(this.#connection);
  }
}
