import type { Clock, MonotonicMs } from "../../clock.ts";
import { type ErrorCode, errorKind } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import { closeSocket, isTaking, type Socket, type SocketListener } from "../gateway/websocket.ts";

interface EchoSocketOptions {
  readonly clock: Clock;
  /** Whether more than `framesPerSecondMax` end it. */
  readonly isPaceLimited: boolean;
  readonly onOpened: (socket: EchoSocket) => void;
  readonly onClosed: (socket: EchoSocket) => void;
}

/** RFC 6455 has a code of its own for a message that is too big; here nothing but that RFC is spoken. */
const MESSAGE_TOO_BIG = 1009;

/** Gives back what it gets, and nobody else hears of it [P62]. */
export class EchoSocket implements SocketListener {
  readonly #options: EchoSocketOptions;
  #socket: Socket | undefined;
  #lastHeardAt: MonotonicMs;
  #lastPingAt: MonotonicMs;
  /** Since when the client does not take what is sent; `undefined` while it does. */
  #congestedAt: MonotonicMs | undefined;
  #messagesThisSecond = 0;

  constructor(options: EchoSocketOptions) {
    this.#options = options;
    this.#lastHeardAt = options.clock.monotonicNow();
    this.#lastPingAt = this.#lastHeardAt;
  }

  opened(socket: Socket): void {
    this.#socket = socket;
    this.#options.onOpened(this);
  }

  received(message: string | Buffer): void {
    const socket = this.#socket;
    if (socket === undefined || !this.#count()) return;
    if (Buffer.byteLength(message) > limits.frameBytesMax) {
      closeSocket(socket, MESSAGE_TOO_BIG, "frame-too-large");
      return;
    }
    socket.send(message);
    if (!isTaking(socket)) this.#congestedAt ??= this.#options.clock.monotonicNow();
  }

  pinged(): void {
    this.#count();
  }

  ponged(): void {
    this.#count();
  }

  drained(): void {
    this.#congestedAt = undefined;
  }

  closed(): void {
    this.#options.onClosed(this);
  }

  close(code: ErrorCode): void {
    const { closeCode } = errorKind(code);
    if (closeCode === undefined) throw new Error(`${code} does not end a connection`);
    if (this.#socket !== undefined) closeSocket(this.#socket, closeCode, code);
  }

  /** Called once a second. */
  sweep(): void {
    const { clock } = this.#options;
    this.#messagesThisSecond = 0;
    const isTooSlow = this.#congestedAt !== undefined && clock.elapsedMs(this.#congestedAt) > limits.slowConnectionTimeoutMs;
    if (isTooSlow) this.close("too-slow");
    else if (clock.elapsedMs(this.#lastHeardAt) > limits.heartbeatTimeoutMs) this.close("heartbeat-lost");
    else if (clock.elapsedMs(this.#lastPingAt) >= limits.heartbeatIntervalMs) {
      this.#lastPingAt = clock.monotonicNow();
      this.#socket?.ping();
    }
  }

  #count(): boolean {
    this.#lastHeardAt = this.#options.clock.monotonicNow();
    this.#messagesThisSecond += 1;
    const isTooMany = this.#options.isPaceLimited && this.#messagesThisSecond > limits.framesPerSecondMax;
    if (isTooMany) this.close("too-many-frames");
    return !isTooMany;
  }
}
