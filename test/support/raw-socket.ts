import { connect, type Socket } from "node:net";
import { paths } from "../../src/protocol/http.ts";
import { readClose } from "../../src/wire/close-codes.ts";
import { FrameDecoder } from "../../src/wire/decode.ts";
import { encodeFrame } from "../../src/wire/encode.ts";
import { opcodes, type WireFrame } from "../../src/wire/frame.ts";
import { eventually } from "./eventually.ts";

/** A TCP connection on which anything can be written. */
export class RawConnection implements Disposable {
  readonly #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #hasEnded = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (bytes: Buffer) => {
      this.#received = Buffer.concat([this.#received, bytes]);
    });
    socket.on("close", () => {
      this.#hasEnded = true;
    });
    // A server that hangs up in the middle of garbage is right to do so.
    socket.on("error", () => {});
  }

  static async open(serverUrl: string): Promise<RawConnection> {
    const { hostname, port } = new URL(serverUrl);
    const socket = connect(Number(port), hostname);
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    return new RawConnection(socket);
  }

  /** Everything that came so far. */
  get received(): Buffer {
    return this.#received;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** What was written and the kernel has not taken. */
  get waitingBytes(): number {
    return this.#socket.writableLength;
  }

  /** To a connection that was closed nothing is written, and that is no error. */
  write(bytes: string | Uint8Array): void {
    if (!this.#hasEnded && this.#socket.writable) this.#socket.write(bytes);
  }

  /** Reads nothing more, so that the server cannot write for ever. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Ends it as a kill does: with RST, in the middle of whatever was being said. */
  reset(): void {
    this.#socket.resetAndDestroy();
  }

  /** Waits for an answer that looks like this, and gives back its first group. */
  async answers(pattern: RegExp): Promise<string> {
    return await eventually(() => {
      const match = pattern.exec(this.#received.toString("latin1"));
      if (match === null) throw new Error(`The server does not answer with ${pattern}.`);
      return match[1] ?? "";
    });
  }

  /** Waits until the server has closed it. */
  async ended(withinMs?: number): Promise<void> {
    await eventually(() => {
      if (!this.#hasEnded) throw new Error("The server keeps the connection open.");
    }, withinMs);
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }
}

/** A WebSocket by hand: it says what no library would say. */
export class RawSocket implements Disposable {
  readonly connection: RawConnection;
  readonly #headerBytes: number;

  private constructor(connection: RawConnection, headerBytes: number) {
    this.connection = connection;
    this.#headerBytes = headerBytes;
  }

  static async open(serverUrl: string, path?: string): Promise<RawSocket> {
    const connection = await RawConnection.open(serverUrl);
    connection.write(handshake(serverUrl, path));
    const head = await connection.answers(/^(.*?\r\n\r\n)/s);
    if (!head.startsWith("HTTP/1.1 101 ")) throw new Error(`The server refused the handshake: ${head}`);
    return new RawSocket(connection, head.length);
  }

  send(text: string): void {
    this.sendFrame(opcodes.text, Buffer.from(text));
  }

  sendFrame(opcode: number, payload: Uint8Array): void {
    this.connection.write(maskedFrame(opcode, payload));
  }

  /** The text messages that came. */
  get texts(): string[] {
    return this.#frames.filter(({ opcode }) => opcode === opcodes.text).map(({ payload }) => Buffer.from(payload).toString());
  }

  /** Of the server's close frame. */
  get closeCode(): number | undefined {
    const close = this.#frames.find(({ opcode }) => opcode === opcodes.close);
    return close === undefined || close.payload.length < 2 ? undefined : readClose(close.payload).code;
  }

  [Symbol.dispose](): void {
    this.connection[Symbol.dispose]();
  }

  get #frames(): readonly WireFrame[] {
    return [...new FrameDecoder({ sender: "server" }).decode(this.connection.received.subarray(this.#headerBytes))];
  }
}

export function handshake(serverUrl: string, path: string = paths.socket): string {
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: ${new URL(serverUrl).host}`,
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  ];
  return `${lines.join("\r\n")}\r\n\r\n`;
}

/** A client's frame, whatever a server thinks of it. */
export function maskedFrame(opcode: number, payload: Uint8Array): Uint8Array {
  return encodeFrame({ opcode, payload, maskingKey: Uint8Array.of(0x37, 0xfa, 0x21, 0x3d) });
}
