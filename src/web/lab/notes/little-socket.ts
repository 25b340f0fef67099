import { socketAddress } from "../server-address.ts";

const WITHIN_MS = 6_000;
const HEARD_MAX = 100;
const NORMAL_CLOSURE = 1000;

/** How a socket ended, as its page is told. */
export interface SocketEnd {
  readonly readyState: number;
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;
}

/** A socket for a demonstration: it is over when its signal says so. Whatever does not come within some seconds is an error. */
export class LittleSocket {
  /** When it has ended, in whatever way. */
  readonly ended: Promise<SocketEnd>;
  readonly #socket: WebSocket;
  readonly #heard: string[] = [];
  #onChange: () => void = () => {};

  private constructor(path: string, signal: AbortSignal) {
    const socket = new WebSocket(socketAddress(path));
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      if (this.#heard.length < HEARD_MAX) this.#heard.push(String(data));
      this.#onChange();
    };
    this.ended = new Promise((resolve) => {
      socket.onclose = ({ code, reason, wasClean }) => {
        resolve({ readyState: socket.readyState, code, reason, wasClean });
        this.#onChange();
      };
    });
    signal.addEventListener("abort", () => socket.close(), { once: true });
  }

  /** A socket that is being dialled, open or not. */
  static dial(path: string, signal: AbortSignal): LittleSocket {
    return new LittleSocket(path, signal);
  }

  /** An open socket. Fails when it is refused. */
  static async open(path: string, signal: AbortSignal): Promise<LittleSocket> {
    const little = new LittleSocket(path, signal);
    const socket = little.#socket;
    await little.#until(
      () => socket.readyState !== WebSocket.CONNECTING,
      (onChange) => {
        socket.onopen = onChange;
      },
    );
    if (socket.readyState !== WebSocket.OPEN) throw new Error(`${path} was refused.`);
    return little;
  }

  send(text: string): void {
    this.#socket.send(text);
  }

  /** The next message that was not asked for yet. */
  async next(): Promise<string> {
    await this.#until(() => this.#heard.length > 0 || this.#socket.readyState === WebSocket.CLOSED);
    const text = this.#heard.shift();
    if (text === undefined) throw new Error("It ended without a message.");
    return text;
  }

  /** Forgets what came and was not asked for. */
  forget(): void {
    this.#heard.length = 0;
  }

  async close(): Promise<SocketEnd> {
    this.#socket.close(NORMAL_CLOSURE);
    return await this.ended;
  }

  async #until(isTrue: () => boolean, listen?: (onChange: () => void) => void): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("It did not come in time.")), WITHIN_MS);
      this.#onChange = () => {
        if (!isTrue()) return;
        clearTimeout(timer);
        this.#onChange = () => {};
        resolve();
      };
      listen?.(() => this.#onChange());
      this.#onChange();
    });
  }
}
