import { connect, createServer, type Server, type Socket } from "node:net";

/** `up` is from the client to the server. */
export type Direction = "up" | "down";

interface Link {
  readonly client: Socket;
  readonly server: Socket;
  /** Pieces that are being delayed, in order: one that comes later waits for those before it. */
  readonly delayed: Readonly<Record<Direction, DelayedPiece[]>>;
}

interface DelayedPiece {
  readonly dueAt: number;
  readonly forward: () => void;
}

/**
 * A bad network between clients and a server: it can cut, stall, delay, and deliver half of something. It knows nothing of
 * what it carries, so it works for every transport.
 */
export class TcpProxy implements AsyncDisposable {
  /** Every piece of bytes waits this long, in order. */
  delayMs = 0;
  /** While false, new connections are ended at once. */
  isAccepting = true;
  #serverPort: number;
  readonly #listener: Server;
  readonly #links = new Set<Link>();
  readonly #bytesLeft: Record<Direction, number> = { up: Number.POSITIVE_INFINITY, down: Number.POSITIVE_INFINITY };
  /** Bytes that wait for `release`, each as what forwards it; absent where nothing is held. */
  readonly #held = new Map<Direction, (() => void)[]>();
  /** Clients whose connection to the server is gone without their knowing. */
  readonly #clients = new Set<Socket>();
  readonly #orphans = new Set<Socket>();
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

  /** Leads to the server at that address from now on, and cuts what leads to the one before. */
  moveTo(serverUrl: string): void {
    this.#serverPort = Number(new URL(serverUrl).port);
    this.cut();
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

  /** Takes everything and forwards nothing in that direction, until `release`: like a proxy that buffers. */
  hold(direction: Direction): void {
    if (!this.#held.has(direction)) this.#held.set(direction, []);
  }

  release(): void {
    const held = [...this.#held.values()].flat();
    this.#held.clear();
    for (const forward of held) forward();
  }

  /** The server's side of every connection ends, and the client's stays open and silent, until `mend`. */
  halfOpen(): void {
    for (const link of [...this.#links]) {
      this.#links.delete(link);
      this.#cutCount += 1;
      link.server.destroy();
      link.client.removeAllListeners("data");
      link.client.resume();
      this.#orphans.add(link.client);
    }
  }

  /** A good network again: what was held goes on its way, and half-open connections are closed. */
  mend(): void {
    this.delayMs = 0;
    this.isAccepting = true;
    this.#bytesLeft.up = Number.POSITIVE_INFINITY;
    this.#bytesLeft.down = Number.POSITIVE_INFINITY;
    this.flow();
    this.release();
    for (const client of this.#orphans) client.destroy();
    this.#orphans.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.mend();
    this.isAccepting = false;
    const closed = new Promise<void>((resolve) => this.#listener.close(() => resolve()));
    this.cut();
    // One side of a connection may be gone while the other has not taken everything.
    for (const client of this.#clients) client.destroy();
    await closed;
  }

  #accept(client: Socket): void {
    if (!this.isAccepting) {
      client.destroy();
      return;
    }
    const link = { client, server: connect(this.#serverPort, "127.0.0.1"), delayed: { up: [], down: [] } };
    this.#links.add(link);
    this.#clients.add(client);
    client.on("close", () => this.#clients.delete(client));
    this.#carry(link, "up", client, link.server);
    this.#carry(link, "down", link.server, client);
    if (this.#isStalled) link.server.pause();
  }

  #carry(link: Link, direction: Direction, from: Socket, to: Socket): void {
    from.setNoDelay(true);
    from.on("data", (bytes: Buffer) => {
      const forward = (): void => this.#forward(link, direction, from, to, bytes);
      const delayed = link.delayed[direction];
      if (this.delayMs === 0 && delayed.length === 0) forward();
      else if (delayed.push({ dueAt: performance.now() + this.delayMs, forward }) === 1) forwardWhenDue(delayed);
    });
    from.on("close", () => this.#end(link));
    // What went wrong does not matter here: `close` follows.
    from.on("error", () => {});
  }

  #forward(link: Link, direction: Direction, from: Socket, to: Socket, bytes: Buffer): void {
    if (!this.#links.has(link)) return;
    const held = this.#held.get(direction);
    if (held !== undefined) {
      held.push(() => this.#forward(link, direction, from, to, bytes));
      return;
    }
    const left = this.#bytesLeft[direction];
    if (bytes.length > left) {
      this.#bytesLeft[direction] = Number.POSITIVE_INFINITY;
      this.#cutWithin(link, from, to, bytes.subarray(0, left));
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

  /** What comes behind these bytes must not follow them: a client would miss something in a connection that goes on. */
  #cutWithin(link: Link, from: Socket, to: Socket, last: Buffer): void {
    if (last.length === 0) {
      this.#cutLink(link);
      return;
    }
    this.#links.delete(link);
    this.#cutCount += 1;
    from.destroy();
    to.write(last, () => to.destroy());
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

function forwardWhenDue(delayed: DelayedPiece[]): void {
  const [next] = delayed;
  if (next === undefined) return;
  setTimeout(
    () => {
      delayed.shift();
      next.forward();
      forwardWhenDue(delayed);
    },
    Math.max(0, next.dueAt - performance.now()),
  );
}
