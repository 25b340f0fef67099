import { eventually } from "./eventually.ts";

/** A WebSocket as a browser's console opens it: no SDK, and everything that came is kept. */
export class PlainClient implements Disposable {
  readonly received: string[] = [];
  /** Of the end, once it came. */
  closed: { readonly code: number; readonly reason: string } | undefined;
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => this.received.push(String(data)));
    socket.addEventListener("close", ({ code, reason }) => {
      this.closed = { code, reason };
    });
  }

  static async open(serverUrl: string, path: string): Promise<PlainClient> {
    const socket = new WebSocket(serverUrl.replace(/^http/, "ws") + path);
    const client = new PlainClient(socket);
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener("open", () => resolve());
      socket.addEventListener("error", () => reject(new Error(`The server refused the handshake at ${path}.`)));
    });
    return client;
  }

  say(message: string | Uint8Array<ArrayBuffer> | Readonly<Record<string, unknown>>): void {
    const isPayload = typeof message === "string" || message instanceof Uint8Array;
    this.#socket.send(isPayload ? message : JSON.stringify(message));
  }

  get objects(): unknown[] {
    return this.received.map((text) => JSON.parse(text));
  }

  /** Waits until that came, among others. */
  async hears(message: string | Readonly<Record<string, unknown>>): Promise<void> {
    await eventually(() => {
      const expected = typeof message === "string" ? message : JSON.stringify(message);
      const isThere = this.received.includes(expected);
      if (!isThere) throw new Error(`${expected} did not come, but ${this.received.join(" ")} ${JSON.stringify(this.closed)}`);
    });
  }

  /** Waits until the server has ended it. */
  async isClosed(): Promise<{ readonly code: number; readonly reason: string }> {
    return await eventually(() => {
      if (this.closed === undefined) throw new Error(`It is open, and heard ${this.received.join(" ")}`);
      return this.closed;
    });
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }
}
