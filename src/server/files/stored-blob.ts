/** A blob that is open for reading, in no more than `Blob` has: files of the runtime are such. */
export interface StoredBlob {
  readonly size: number;
  /** Milliseconds since 1970, where the place knows. */
  readonly lastModified?: number;
  slice(start?: number, end?: number): StoredBlob;
  bytes(): Promise<Uint8Array<ArrayBuffer>>;
  stream(): ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** Answers with the bytes from `start` to before `end`: all of them, or it throws. */
type Read = (start: number, end: number) => Promise<Uint8Array<ArrayBuffer>>;

/** Read at once, and so the most that one reader holds of a blob: a reader may be slow, and there may be many. */
const PIECE_BYTES = 1024 * 1024;

/** A blob of which each piece is asked for when its reader wants it. */
export class PiecedBlob implements StoredBlob {
  readonly size: number;
  readonly #read: Read;
  readonly #start: number;
  readonly lastModified?: number;

  constructor(byteLength: number, read: Read, { start = 0, lastModified }: { start?: number; lastModified?: number } = {}) {
    this.size = byteLength;
    this.#read = read;
    this.#start = start;
    if (lastModified !== undefined) this.lastModified = lastModified;
  }

  slice(start = 0, end = this.size): PiecedBlob {
    const from = Math.min(start, this.size);
    return new PiecedBlob(Math.max(0, Math.min(end, this.size) - from), this.#read, { start: this.#start + from });
  }

  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    if (this.size <= PIECE_BYTES) return await this.#piece(0);
    const bytes = new Uint8Array(this.size);
    for (let at = 0; at < this.size; at += PIECE_BYTES) bytes.set(await this.#piece(at), at);
    return bytes;
  }

  stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    let at = 0;
    return new ReadableStream(
      {
        pull: async (controller) => {
          if (at < this.size) controller.enqueue(await this.#piece(at));
          at += PIECE_BYTES;
          if (at >= this.size) controller.close();
        },
      },
      { highWaterMark: 0 },
    );
  }

  async #piece(at: number): Promise<Uint8Array<ArrayBuffer>> {
    const end = Math.min(at + PIECE_BYTES, this.size);
    return at < end ? await this.#read(this.#start + at, this.#start + end) : new Uint8Array();
  }
}

/** For a decoder, which has the whole file in memory anyway. */
export async function decodable(blob: StoredBlob): Promise<Blob | Uint8Array<ArrayBuffer>> {
  return blob instanceof Blob ? blob : await blob.bytes();
}
