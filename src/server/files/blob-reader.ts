import type { StoredBlob } from "./stored-blob.ts";

/** Read at once, and so the most that is held of a blob while it is examined. */
const WINDOW_BYTES = 64 * 1024;

/** Reads a blob here and there, mostly forward, without a read of the disk for each of a few bytes. */
export class BlobReader {
  readonly #blob: StoredBlob;
  #window: Uint8Array = new Uint8Array();
  #windowStart = 0;

  constructor(blob: StoredBlob) {
    this.#blob = blob;
  }

  get byteLength(): number {
    return this.#blob.size;
  }

  /** The bytes from `start`: at most `length`, fewer at the end. `length` is at most 64 KiB. */
  async read(start: number, length: number): Promise<Uint8Array> {
    return (await this.readOn(start, length)).subarray(0, length);
  }

  /** The bytes from `start` as far as one read of the disk gets: `lengthMin` at least, or up to the end. */
  async readOn(start: number, lengthMin: number): Promise<Uint8Array> {
    const end = Math.min(start + lengthMin, this.byteLength);
    if (start >= end) return new Uint8Array();
    if (start < this.#windowStart || end > this.#windowStart + this.#window.length) {
      this.#window = await this.#blob.slice(start, start + WINDOW_BYTES).bytes();
      this.#windowStart = start;
    }
    return this.#window.subarray(start - this.#windowStart);
  }
}
