import type { Clock, MonotonicMs } from "../../clock.ts";
import { type ErrorCode, errorKind } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import { type Socket, type SocketListener, SocketWriter } from "../gateway/websocket.ts";
import type { Live } from "../limits/live.ts";
import type { Load } from "../limits/load.ts";
import type { WaitingBytes } from "../limits/waiting-bytes.ts";

export interface BareSocketOptions {
  readonly clock: Clock;
  readonly load: Load;
  readonly waiting: WaitingBytes;
  readonly address: string;
  /** Whether more than `framesPerSecondMax` end it. */
  readonly isPaceLimited: Live<boolean>;
  readonly onOpened: (socket: BareSocket) => void;
  readonly onMessage: (socket: BareSocket, message: string | Buffer) => void;
  readonly onClosed: (socket: BareSocket) => void;
}

/** RFC 6455 has a code of its own for a message that is too big; here nothing but that RFC is spoken. */
const MESSAGE_TOO_BIG = 1009;

/** A WebSocket without a user: its pace, its heartbeat and its end [P62, P67]. What is said on it is the options'. */
export class BareSocket implements SocketListener {
  readonly #options: BareSocketOptions;
  #writer: SocketWriter | undefined;
  #lastHeardAt: MonotonicMs;
  #lastPingAt: MonotonicMs;
  /** Since when the client does not take what is sent; `undefined` while it does. */
  #congestedAt: MonotonicMs | undefined;
  #messagesThisSecond = 0;

  constructor(options: BareSocketOptions) {
    this.#options = options;
    this.#lastHeardAt = options.clock.monotonicNow();
    this.#lastPingAt = this.#lastHeardAt;
  }

  /** Whether everything that was sent was taken. */
  get isEmpty(): boolean {
    return (this.#writer?.waitingBytes ?? 0) === 0;
  }

  opened(socket: Socket): void {
    this.#writer = new SocketWriter(socket, this.#options.waiting);
    this.#options.onOpened(this);
  }

  received(message: string | Buffer): void {
    const byteLength = Buffer.byteLength(message);
    if (!this.#count(byteLength)) return;
    if (byteLength > limits.frameBytesMax) this.#writer?.close(MESSAGE_TOO_BIG, "frame-too-large");
    else this.#options.onMessage(this, message);
  }

  pinged(): void {
    this.#count(0);
  }

  ponged(): void {
    this.#count(0);
  }

  drained(): void {
    this.#congestedAt = undefined;
    this.#writer?.emptied();
  }

  closed(): void {
    this.#writer?.emptied();
    this.#options.onClosed(this);
  }

  /** Waits for the client when it is slow. */
  write(message: string | Buffer): void {
    if (this.#writer?.write(message) === false) this.#congested();
  }

  /** Leaves the message out when the client has not taken the one before: there will be a newer one. */
  offer(message: string): void {
    if (this.isEmpty) this.#writer?.write(message);
    else this.#congested();
  }

  get address(): string {
    return this.#options.address;
  }

  close(code: ErrorCode): void {
    const { closeCode } = errorKind(code);
    if (closeCode === undefined) throw new Error(`${code} does not end a connection`);
    this.#writer?.close(closeCode, code);
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
      this.#writer?.ping();
    }
  }

  #congested(): void {
    this.#congestedAt ??= this.#options.clock.monotonicNow();
  }

  #count(byteLength: number): boolean {
    const { clock, load, address, isPaceLimited } = this.#options;
    this.#lastHeardAt = clock.monotonicNow();
    this.#messagesThisSecond += 1;
    const isTooCostly = load.frame({ address, userId: undefined }, byteLength) !== undefined;
    const isTooMany = isTooCostly || (isPaceLimited() && this.#messagesThisSecond > limits.framesPerSecondMax);
    if (isTooMany) this.close("too-many-frames");
    return !isTooMany;
  }
}
