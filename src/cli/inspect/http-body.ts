import { type HttpHead, headerTokens, headerValue, statusOf } from "../../wire/http-head.ts";
import { InspectionError } from "./inspection-error.ts";

/** A piece of a body as it came; with chunked coding exactly one chunk. */
export interface BodyPart {
  readonly bytes: Uint8Array;
  readonly isChunk: boolean;
}

/** Cuts a body out of a connection's bytes [RFC 9112 6]. */
export interface BodyReader {
  /** Whether the body came to its end. One that ends with the connection never says so. */
  readonly isComplete: boolean;
  /** Whether the end of the connection is the end of the body. */
  readonly isCompleteAtEnd: boolean;
  read(bytes: Uint8Array): Generator<BodyPart, void, void>;
}

export function bodyReaderOf(response: HttpHead, method: string, chunkBytesMax: number): BodyReader {
  const status = statusOf(response) ?? 0;
  if (method === "HEAD" || status === 204 || status === 304) return new SizedBodyReader(0);
  if (headerTokens(response, "Transfer-Encoding").at(-1) === "chunked") return new ChunkedBodyReader(chunkBytesMax);
  const length = headerValue(response, "Content-Length");
  if (length !== undefined && !/^\d{1,15}$/.test(length)) throw new InspectionError(`Content-Length is not a number: ${length}.`);
  return new SizedBodyReader(length === undefined ? Number.POSITIVE_INFINITY : Number(length));
}

/** As many bytes as `Content-Length` says, or all that come. */
class SizedBodyReader implements BodyReader {
  #missing: number;
  readonly isCompleteAtEnd: boolean;

  constructor(length: number) {
    this.#missing = length;
    this.isCompleteAtEnd = length === Number.POSITIVE_INFINITY;
  }

  get isComplete(): boolean {
    return this.#missing === 0;
  }

  *read(bytes: Uint8Array): Generator<BodyPart, void, void> {
    const part = bytes.subarray(0, this.#missing);
    this.#missing -= part.length;
    if (part.length > 0) yield { bytes: part, isChunk: false };
  }
}

const CHUNK_LINE_BYTES_MAX = 4096;
const LINE_FEED = 0x0a;

/** Chunked coding [RFC 9112 7.1]: a size in hex on its own line, the bytes, an empty line; the last has size 0. */
class ChunkedBodyReader implements BodyReader {
  readonly #chunkBytesMax: number;
  #step: "size" | "bytes" | "end of bytes" | "trailers" | "complete" = "size";
  #line: number[] = [];
  #chunk: Uint8Array = new Uint8Array();
  #filled = 0;
  readonly isCompleteAtEnd = false;

  constructor(chunkBytesMax: number) {
    this.#chunkBytesMax = chunkBytesMax;
  }

  get isComplete(): boolean {
    return this.#step === "complete";
  }

  *read(bytes: Uint8Array): Generator<BodyPart, void, void> {
    let rest = bytes;
    while (rest.length > 0 && !this.isComplete) {
      if (this.#step !== "bytes") {
        const end = rest.indexOf(LINE_FEED);
        const part = rest.subarray(0, end < 0 ? rest.length : end);
        rest = rest.subarray(end < 0 ? rest.length : end + 1);
        this.#takeLinePart(part, end >= 0);
        continue;
      }
      const taken = rest.subarray(0, this.#chunk.length - this.#filled);
      this.#chunk.set(taken, this.#filled);
      this.#filled += taken.length;
      rest = rest.subarray(taken.length);
      if (this.#filled < this.#chunk.length) continue;
      this.#step = "end of bytes";
      yield { bytes: this.#chunk, isChunk: true };
    }
  }

  #takeLinePart(part: Uint8Array, isWhole: boolean): void {
    this.#line.push(...part.subarray(0, CHUNK_LINE_BYTES_MAX + 1));
    if (this.#line.length > CHUNK_LINE_BYTES_MAX) throw new InspectionError("A line of the chunked body is too long.");
    if (!isWhole) return;
    const line = String.fromCharCode(...this.#line).replace(/\r$/, "");
    this.#line = [];
    if (this.#step === "size") this.#startChunk(line);
    else if (this.#step === "end of bytes") this.#step = "size";
    else if (line === "") this.#step = "complete";
  }

  #startChunk(line: string): void {
    const digits = /^([0-9a-f]{1,12})[ \t]*(;.*)?$/i.exec(line)?.[1];
    if (digits === undefined)
      throw new InspectionError(`A chunk's size is not a number in hex: ${JSON.stringify(line.slice(0, 40))}.`);
    const size = Number.parseInt(digits, 16);
    if (size > this.#chunkBytesMax)
      throw new InspectionError(`A chunk of ${size} bytes is more than the limit of ${this.#chunkBytesMax}.`);
    this.#chunk = new Uint8Array(size);
    this.#filled = 0;
    this.#step = size === 0 ? "trailers" : "bytes";
  }
}
