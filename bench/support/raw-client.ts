import type { Socket } from "bun";
import { paths } from "../../src/protocol/http.ts";

/** Called for every text frame, with the place of its payload in `bytes`: most are counted and never decoded. */
export type FrameListener = (client: RawClient, bytes: Uint8Array, start: number, end: number) => void;

const CONNECT_TIMEOUT_MS = 10_000;
const OPCODE_TEXT = 1;
const decoder = new TextDecoder();
const encoder = new TextEncoder();

/**
 * A minimal WebSocket client: a TCP socket, a handshake, and a codec of forty lines. A thousand complete clients on one
 * core would be slower than the server that is measured.
 */
export class RawClient {
  onFrame: FrameListener;
  onClose: (client: RawClient) => void = () => {};
  #socket: Socket<RawClient> | undefined;
  #isOpen = false;
  #handshake = "";
  #rest: Uint8Array | undefined;
  #settle: { resolve: () => void; reject: (error: Error) => void } | undefined;

  private constructor(onFrame: FrameListener) {
    this.onFrame = onFrame;
  }

  static async connect(port: number, onFrame: FrameListener, path: string = paths.socket): Promise<RawClient> {
    const client = new RawClient(onFrame);
    await client.#open(port, path);
    return client;
  }

  send(text: string): void {
    this.#write(encodeFrame(encoder.encode(text)));
  }

  /** Reads nothing any more, as a phone without reception: the connection stays open. */
  pause(): void {
    this.#socket?.pause();
  }

  /** Sends no closing frame, as a process that is killed. `onClose` is called when the server has noticed and closed its side too. */
  hangUp(): void {
    this.#socket?.shutdown();
  }

  close(): void {
    this.#socket?.end();
  }

  async #open(port: number, path: string): Promise<void> {
    const opened = new Promise<void>((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    const timer = setTimeout(() => this.#fail(new Error("No handshake in time.")), CONNECT_TIMEOUT_MS);
    this.#socket = await Bun.connect<RawClient>({ hostname: "127.0.0.1", port, data: this, socket: handlers });
    this.#write(encoder.encode(handshake(port, path)));
    await opened;
    clearTimeout(timer);
  }

  /** @internal */
  received(chunk: Uint8Array): void {
    if (this.#isOpen) this.#readFrames(chunk);
    else this.#readHandshake(chunk);
  }

  /** @internal */
  closed(): void {
    this.#fail(new Error("The server closed the connection."));
    this.onClose(this);
  }

  #readHandshake(chunk: Uint8Array): void {
    this.#handshake += Buffer.from(chunk).toString("latin1");
    const end = this.#handshake.indexOf("\r\n\r\n");
    if (end < 0) return;
    if (!this.#handshake.startsWith("HTTP/1.1 101 ")) {
      this.#fail(new Error(this.#handshake.slice(0, end)));
      return;
    }
    this.#isOpen = true;
    this.#settle?.resolve();
    const rest = Buffer.from(this.#handshake.slice(end + 4), "latin1");
    this.#handshake = "";
    if (rest.length > 0) this.#readFrames(rest);
  }

  #readFrames(chunk: Uint8Array): void {
    const bytes = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#rest = undefined;
    let place = 0;
    for (;;) {
      const start = payloadStart(bytes, place);
      const end = start + payloadLength(bytes, place);
      if (start > bytes.length || end > bytes.length) break;
      if (((bytes[place] ?? 0) & 0x0f) === OPCODE_TEXT) this.onFrame(this, bytes, start, end);
      place = end;
    }
    // A copy: the chunk belongs to the runtime.
    if (place < bytes.length) this.#rest = bytes.slice(place);
  }

  #write(bytes: Uint8Array): void {
    const written = this.#socket?.write(bytes);
    if (written !== bytes.length) throw new Error("The socket did not take the whole frame.");
  }

  #fail(error: Error): void {
    this.#settle?.reject(error);
  }
}

export function frameText(bytes: Uint8Array, start: number, end: number): string {
  return decoder.decode(bytes.subarray(start, end));
}

const handlers = {
  data: (socket: Socket<RawClient>, chunk: Uint8Array) => socket.data.received(chunk),
  close: (socket: Socket<RawClient>) => socket.data.closed(),
};

function handshake(port: number, path: string): string {
  const key = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");
  return [
    `GET ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    `Sec-WebSocket-Key: ${key}`,
    "\r\n",
  ].join("\r\n");
}

// The length's first byte says how long the length is. Past the end of the chunk everything reads as 0.
function payloadStart(bytes: Uint8Array, place: number): number {
  const length = bytes[place + 1] ?? 0;
  if (length < 126) return place + 2;
  return length === 126 ? place + 4 : place + 10;
}

function payloadLength(bytes: Uint8Array, place: number): number {
  const length = bytes[place + 1] ?? 0;
  if (length < 126) return length;
  const width = length === 126 ? 2 : 8;
  let value = 0;
  for (let index = 0; index < width; index += 1) value = value * 256 + (bytes[place + 2 + index] ?? 0);
  return value;
}

// Clients must mask their frames; a key of zeros leaves the payload unchanged.
function encodeFrame(payload: Uint8Array): Uint8Array {
  const isShort = payload.length < 126;
  const frame = new Uint8Array((isShort ? 6 : 8) + payload.length);
  frame[0] = 0x80 | OPCODE_TEXT;
  frame[1] = 0x80 | (isShort ? payload.length : 126);
  if (!isShort) frame.set([payload.length >> 8, payload.length & 0xff], 2);
  frame.set(payload, isShort ? 6 : 8);
  return frame;
}
