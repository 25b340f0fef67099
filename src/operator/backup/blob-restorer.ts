import { ShoalError } from "../../protocol/errors.ts";
import type { FolderBlobs } from "../../server/files/folder-blobs.ts";

/** Files of at most so many bytes are written side by side: each waits for the disk twice, and the disk takes many at once. */
const SMALL_BYTES_MAX = 1024 * 1024;
const SMALL_AT_ONCE = 32;

/** Writes blobs of an archive to the disk. */
export class BlobRestorer implements AsyncDisposable {
  readonly #blobs: FolderBlobs;
  readonly #writing = new Set<Promise<void>>();
  #failure: unknown;

  constructor(blobs: FolderBlobs) {
    this.#blobs = blobs;
  }

  /** Reads all of `body`. Throws what this or an earlier write failed with. */
  async add(id: string, byteLength: number, body: AsyncIterable<Uint8Array>): Promise<void> {
    if (byteLength > SMALL_BYTES_MAX) return await this.#write(id, copies(body));
    const chunks = await Array.fromAsync(copies(body));
    const writing = this.#write(id, chunks).catch((error: unknown) => {
      this.#failure ??= error;
    });
    this.#writing.add(writing);
    void writing.finally(() => this.#writing.delete(writing));
    if (this.#writing.size >= SMALL_AT_ONCE) await Promise.race(this.#writing);
    this.#throwFailure();
  }

  /** When all of them are on the disk. */
  async ended(): Promise<void> {
    await Promise.all(this.#writing);
    this.#throwFailure();
  }

  /** Nothing is written any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#writing);
  }

  async #write(id: string, chunks: Iterable<Uint8Array<ArrayBuffer>> | AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<void> {
    try {
      await this.#blobs.append(id, 0, toAsync(chunks));
    } catch (error) {
      throw error instanceof ShoalError && error.cause !== undefined ? error.cause : error;
    }
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }
}

/** The blobs take the memory of what they write, and the archive's reader still needs its own. */
async function* copies(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array<ArrayBuffer>> {
  for await (const chunk of body) yield new Uint8Array(chunk);
}

async function* toAsync(chunks: Iterable<Uint8Array<ArrayBuffer>> | AsyncIterable<Uint8Array<ArrayBuffer>>) {
  yield* chunks;
}
