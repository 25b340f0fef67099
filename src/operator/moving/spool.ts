import { closeSync, openSync, read, unlinkSync, writeSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const CHUNK_BYTES = 256 * 1024;
const FILE_MODE = 0o600;
const readAt = promisify(read);

/** Bytes on the disk that go with the process, however it ends: the file has no name. */
export class Spool implements Disposable {
  readonly #file: number;
  #size = 0;
  #waiting: string[] = [];
  #waitingLength = 0;

  constructor(folder: string) {
    const path = join(folder, `.shoal-${crypto.randomUUID()}`);
    this.#file = openSync(path, "wx+", FILE_MODE);
    unlinkSync(path);
  }

  get size(): number {
    this.#flush();
    return this.#size;
  }

  writeLine(line: object): void {
    const text = `${JSON.stringify(line)}\n`;
    this.#waiting.push(text);
    this.#waitingLength += text.length;
    if (this.#waitingLength >= CHUNK_BYTES) this.#flush();
  }

  write(bytes: Uint8Array): void {
    let written = 0;
    while (written < bytes.length) {
      written += writeSync(this.#file, bytes, written, bytes.length - written, this.#size + written);
    }
    this.#size += bytes.length;
  }

  async *bytes(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const { size } = this;
    for (let offset = 0; offset < size; ) {
      const chunk = new Uint8Array(Math.min(CHUNK_BYTES, size - offset));
      const { bytesRead } = await readAt(this.#file, chunk, 0, chunk.length, offset);
      if (bytesRead === 0) throw new Error("a spool ends where it was written to");
      offset += bytesRead;
      yield chunk.subarray(0, bytesRead);
    }
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }

  #flush(): void {
    if (this.#waitingLength === 0) return;
    const bytes = new TextEncoder().encode(this.#waiting.join(""));
    this.#waiting = [];
    this.#waitingLength = 0;
    this.write(bytes);
  }
}
