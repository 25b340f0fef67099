import { connect, type Socket } from "node:net";
import { paths } from "../../src/protocol/http.ts";
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

export const opcodes = { continuation: 0x0, text: 0x1, binary: 0x2, close: 0x8, ping: 0x9, pong: 0xa } as const;
export type Opcode = (typeof opcodes)[keyof typeof opcodes];

interface FrameOptions {
  readonly isFinal?: boolean;
  /** Clients mask; one that does not breaks RFC 6455. */
  readonly isMasked?: boolean;
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

  sendFrame(opcode: Opcode, payload: Uint8Array, options: FrameOptions = {}): void {
    this.connection.write(encodeFrame(opcode, payload, options));
  }

  /** The text messages that came. */
  get texts(): string[] {
    return this.#frames.filter(({ opcode }) => opcode === opcodes.text).map(({ payload }) => payload.toString("utf8"));
  }

  /** Of the server's close frame. */
  get closeCode(): number | undefined {
    const close = this.#frames.find(({ opcode }) => opcode === opcodes.close);
    return close === undefined || close.payload.length < 2 ? undefined : close.payload.readUInt16BE(0);
  }

  [Symbol.dispose](): void {
    this.connection[Symbol.dispose]();
  }

  get #frames() {
    return decodeFrames(this.connection.received.subarray(this.#headerBytes));
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

export function encodeFrame(
  opcode: Opcode,
  payload: Uint8Array,
  { isFinal = true, isMasked = true }: FrameOptions = {},
): Uint8Array {
  const head = [(isFinal ? 0x80 : 0) | opcode];
  const maskBit = isMasked ? 0x80 : 0;
  const length = payload.length;
  if (length < 126) head.push(maskBit | length);
  else if (length < 65_536) head.push(maskBit | 126, length >> 8, length & 0xff);
  else head.push(maskBit | 127, 0, 0, 0, 0, (length >>> 24) & 0xff, (length >>> 16) & 0xff, (length >>> 8) & 0xff, length & 0xff);
  if (!isMasked) return Buffer.concat([Buffer.from(head), payload]);
  const mask = [0x37, 0xfa, 0x21, 0x3d];
  return Buffer.concat([Buffer.from(head), Buffer.from(mask), payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0))]);
}

interface DecodedFrame {
  readonly opcode: number;
  readonly payload: Buffer;
}

/** What a server sends: never masked, and no message in pieces. */
function decodeFrames(bytes: Buffer): DecodedFrame[] {
  const frames: DecodedFrame[] = [];
  let offset = 0;
  while (offset + 2 <= bytes.length) {
    const opcode = bytes.readUInt8(offset) & 0x0f;
    let length = bytes.readUInt8(offset + 1) & 0x7f;
    let start = offset + 2;
    if (length === 126) {
      if (start + 2 > bytes.length) break;
      length = bytes.readUInt16BE(start);
      start += 2;
    } else if (length === 127) {
      if (start + 8 > bytes.length) break;
      length = Number(bytes.readBigUInt64BE(start));
      start += 8;
    }
    if (start + length > bytes.length) break;
    frames.push({ opcode, payload: bytes.subarray(start, start + length) });
    offset = start + length;
  }
  return frames;
}
