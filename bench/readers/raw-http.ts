import type { Socket } from "bun";

export interface AnswerListener {
  /** A piece of an answer's body: `bytes` from `start` to `end`. */
  onBody(bytes: Buffer, start: number, end: number): void;
  /** An answer is complete. */
  onEnd(head: string): void;
  /** The connection is closed, or an answer is not a 200. */
  onClose(reason: string): void;
}

// The headers that Bun's `fetch` adds, so that the sizes are those of a real client.
const COMMON_HEADERS =
  "Connection: keep-alive\r\nUser-Agent: Bun/1.4.5\r\nAccept: */*\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n";
const END_OF_HEAD = "\r\n\r\n";
const CARRIAGE_RETURN = 13;

/** A minimal HTTP client: one connection, kept alive, one request at a time, bodies by length or in chunks. */
export class RawHttp {
  readonly #port: number;
  readonly #listener: AnswerListener;
  #socket: Socket<RawHttp> | undefined;
  #rest: Buffer | undefined;
  #head: string | undefined;
  #bodyLength: number | undefined;

  static async connect(port: number, listener: AnswerListener): Promise<RawHttp> {
    const http = new RawHttp(port, listener);
    http.#socket = await Bun.connect<RawHttp>({ hostname: "127.0.0.1", port, data: http, socket: handlers });
    return http;
  }

  private constructor(port: number, listener: AnswerListener) {
    this.#port = port;
    this.#listener = listener;
  }

  /** `headers`: lines, each with its CRLF. */
  post(path: string, headers: string, body: string): void {
    const length = Buffer.byteLength(body);
    const host = `Host: 127.0.0.1:${this.#port}\r\n`;
    const head = `POST ${path} HTTP/1.1\r\n${host}${COMMON_HEADERS}${headers}Content-Length: ${length}${END_OF_HEAD}`;
    const written = this.#socket?.write(head + body);
    if (written !== head.length + length) throw new Error("The socket did not take the whole request.");
  }

  close(): void {
    this.#socket?.end();
  }

  /** @internal */
  received(chunk: Buffer): void {
    const bytes = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#rest = undefined;
    let place = 0;
    for (let next = this.#readPiece(bytes, 0); next !== undefined; next = this.#readPiece(bytes, place)) place = next;
    // A copy: the chunk belongs to the runtime.
    if (place < bytes.length) this.#rest = Buffer.from(bytes.subarray(place));
  }

  /** @internal */
  closed(): void {
    this.#listener.onClose("the server closed it");
  }

  /** Reads a head, a chunk, or a body. Returns where the next piece begins; `undefined` when this one is incomplete. */
  #readPiece(bytes: Buffer, place: number): number | undefined {
    if (this.#head === undefined) return this.#readHead(bytes, place);
    if (this.#bodyLength === undefined) return this.#readChunk(bytes, place);
    const end = place + this.#bodyLength;
    if (end > bytes.length) return undefined;
    this.#listener.onBody(bytes, place, end);
    this.#end();
    return end;
  }

  #readHead(bytes: Buffer, place: number): number | undefined {
    const end = bytes.indexOf(END_OF_HEAD, place);
    if (end < 0) return undefined;
    const head = bytes.toString("latin1", place, end);
    if (!head.startsWith("HTTP/1.1 200 ")) this.#listener.onClose(bytes.toString("latin1", place));
    this.#head = head;
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
    this.#bodyLength = length === undefined ? undefined : Number(length);
    return end + END_OF_HEAD.length;
  }

  #readChunk(bytes: Buffer, place: number): number | undefined {
    const lineEnd = bytes.indexOf(CARRIAGE_RETURN, place);
    if (lineEnd < 0) return undefined;
    const start = lineEnd + 2;
    const end = start + Number.parseInt(bytes.toString("latin1", place, lineEnd), 16);
    if (end + 2 > bytes.length) return undefined;
    if (end > start) this.#listener.onBody(bytes, start, end);
    else this.#end();
    return end + 2;
  }

  #end(): void {
    const head = this.#head ?? "";
    this.#head = undefined;
    this.#listener.onEnd(head);
  }
}

const handlers = {
  data: (socket: Socket<RawHttp>, chunk: Buffer) => socket.data.received(chunk),
  close: (socket: Socket<RawHttp>) => socket.data.closed(),
};
