import type { StoredBlob } from "./stored-blob.ts";

/** A part of the blob as it is, or bytes in its place. */
type Part = { readonly start: number; readonly end: number } | Uint8Array<ArrayBuffer>;

/** Copied at once, and so the most that is held of a blob while it is copied. */
const COPY_BYTES = 256 * 1024;

/** What stays of a blob, in order: the rest is left out. Parts that follow each other are one. */
export class Content {
  readonly #parts: Part[] = [];

  keep(start: number, end: number): void {
    const last = this.#parts.at(-1);
    if (last !== undefined && "end" in last && last.end === start) this.#parts.splice(-1, 1, { start: last.start, end });
    else if (end > start) this.#parts.push({ start, end });
  }

  insert(bytes: Uint8Array<ArrayBuffer>): void {
    this.#parts.push(bytes);
  }

  /** The same with these bytes before it. */
  after(bytes: Uint8Array<ArrayBuffer>): Content {
    const content = new Content();
    content.#parts.push(bytes, ...this.#parts);
    return content;
  }

  /** Bytes so far. */
  get byteLength(): number {
    return this.#parts.reduce((sum, part) => sum + ("end" in part ? part.end - part.start : part.length), 0);
  }

  /** Whether everything stays as it is. */
  isWholeOf({ size }: Pick<StoredBlob, "size">): boolean {
    const [part] = this.#parts;
    return this.#parts.length === 1 && part !== undefined && "end" in part && part.start === 0 && part.end === size;
  }

  async *chunksOf(blob: StoredBlob): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    for (const part of this.#parts) {
      if (!("end" in part)) {
        yield part;
        continue;
      }
      for (let start = part.start; start < part.end; start += COPY_BYTES) {
        yield await blob.slice(start, Math.min(start + COPY_BYTES, part.end)).bytes();
      }
    }
  }
}
