import { fdatasync, write } from "node:fs";
import { promisify } from "node:util";

const writeTo = promisify(write);
const sync = promisify(fdatasync);

/** Small chunks are gathered into one write. */
const WRITTEN_AT_BYTES = 256 * 1024;
/** Each time that so much was written it is synced: the commit of a message may have to wait for all that the disk has not taken yet. */
const SYNCED_AT_BYTES = 2 * 1024 * 1024;
/** A pipe that does not block, and is full. */
const FULL_PIPE_WAIT_MS = 5;

/** Writes to an open file or pipe. The stream has ended when everything was written, and is on the disk where there is one. */
export class SyncedOutput implements UnderlyingSink<Uint8Array> {
  readonly #descriptor: number;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #unsyncedBytes = 0;
  #canSync = true;
  byteLength = 0;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.length;
    if (this.#waitingBytes >= WRITTEN_AT_BYTES) await this.#flush();
  }

  async close(): Promise<void> {
    await this.#flush();
    await this.#sync();
  }

  async #flush(): Promise<void> {
    const [only] = this.#waiting;
    const bytes = this.#waiting.length === 1 && only !== undefined ? only : Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    let written = 0;
    while (written < bytes.length) written += await this.#writeSome(bytes, written);
    this.byteLength += written;
    this.#unsyncedBytes += written;
    if (this.#unsyncedBytes >= SYNCED_AT_BYTES) await this.#sync();
  }

  async #writeSome(bytes: Uint8Array, start: number): Promise<number> {
    try {
      return (await writeTo(this.#descriptor, bytes, start, bytes.length - start, null)).bytesWritten;
    } catch (error) {
      if (codeOf(error) !== "EAGAIN") throw error;
      await Bun.sleep(FULL_PIPE_WAIT_MS);
      return 0;
    }
  }

  async #sync(): Promise<void> {
    this.#unsyncedBytes = 0;
    if (!this.#canSync) return;
    try {
      await sync(this.#descriptor);
    } catch (error) {
      // Of a pipe or a device.
      if (codeOf(error) !== "EINVAL" && codeOf(error) !== "ENOTSUP") throw error;
      this.#canSync = false;
    }
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
