import { connect, createServer, type Server, type Socket } from "node:net";

/** `up` is from the client to the server. */
export type Direction = "up" | "down";

interface Link {
  readonly client: Socket;
  readonly server: Socket;
}

/**
 * A bad network between clients and a server: it can cut, stall, delay, and deliver half of something. It knows nothing of
 * what it carries, so it works for every transport.
 */
export class TcpProxy implements AsyncDisposable {
  /** Every piece of bytes waits this long, in order. */
  delayMs = 0;
  /** While false, whoever knocks is hung up on. */
  isAccepting = true;
  readonly #serverPort: number;
  readonly #listener: Server;
  readonly #links = new Set<Link>();
  readonly #bytesLeft: Record<Direction, number> = { up: Number.POSITIVE_INFINITY, down: Number.POSITIVE_INFINITY };
  #isStalled = false;
  #cutCount = 0;

  private constructor(serverPort: number) {
    this.#serverPort = serverPort;
    this.#listener = createServer((client) => this.#accept(client));
  }

  /** Stands in front of the server at that address. */
  static async start(serverUrl: string): Promise<TcpProxy> {
    const proxy = new TcpProxy(Number(new URL(serverUrl).port));
    await new Promise<void>((resolve) => proxy.#listener.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  get url(): string {
    const address = this.#listener.address();
    if (address === null || typeof address === "string") throw new Error("The proxy does not listen.");
    return `http://127.0.0.1:${address.port}`;
  }

  /** Connections that are carried now. */
  get linkCount(): number {
    return this.#links.size;
  }

  /** Connections that were cut so far. */
  get cutCount(): number {
    return this.#cutCount;
  }

  /** Cuts every connection, now. */
  cut(): void {
    for (const link of [...this.#links]) this.#cutLink(link);
  }

  /** Lets so many more bytes through in that direction, and cuts in the middle of whatever comes then. Once. */
  cutAfter(direction: Direction, bytes: number): void {
    this.#bytesLeft[direction] = bytes;
  }

  /** Takes nothing more from the server, until `flow`: its buffers fill. */
  stall(): void {
    this.#isStalled = true;
    for (const { server } of this.#links) server.pause();
  }

  flow(): void {
    this.#isStalled = false;
    for (const { server } of this.#links) server.resume();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.isAccepting = false;
    const closed = new Promise<void>((resolve) => this.#listener.close(() => resolve()));
    this.cut();
    await closed;
  }

  #accept(client: Socket): void {
    if (!this.isAccepting) {
      client.destroy();
      return;
    }
    const link = { client, server: connect(this.#serverPort, "127.0.0.1") };
    this.#links.add(link);
    this.#carry(link, "up", client, link.server);
    this.#carry(link, "down", link.server, client);
    if (this.#isStalled) link.server.pause();
  }

  #carry(link: Link, direction: Direction, from: Socket, to: Socket): void {
    from.setNoDelay(true);
    from.on("data", (bytes: Buffer) => {
      if (this.delayMs === 0) this.#forward(link, direction, from, to, bytes);
      else setTimeout(() => this.#forward(link, direction, from, to, bytes), this.delayMs);
    });
    from.on("close", () => this.#end(link));
    // What went wrong does not matter here: `close` follows.
    from.on("error", () => {});
  }

  #forward(link: Link, direction: Direction, from: Socket, to: Socket, bytes: Buffer): void {
    if (!this.#links.has(link)) return;
    const left = this.#bytesLeft[direction];
    if (bytes.length > left) {
      this.#bytesLeft[direction] = Number.POSITIVE_INFINITY;
      to.write(bytes.subarray(0, left), () => this.#cutLink(link));
      return;
    }
    this.#bytesLeft[direction] = left - bytes.length;
    const isTaken = to.write(bytes);
    if (isTaken) return;
    from.pause();
    to.once("drain", () => {
      if (!(this.#isStalled && direction === "down")) from.resume();
    });
  }

  #cutLink(link: Link): void {
    if (!this.#links.delete(link)) return;
    this.#cutCount += 1;
    link.client.destroy();
    link.server.destroy();
  }

  /** One side has gone; so does the other, after it was handed what was said before. */
  #end(link: Link): void {
    if (!this.#links.delete(link)) return;
    link.client.end();
    link.server.end();
  }
}
