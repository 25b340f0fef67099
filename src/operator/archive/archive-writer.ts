import { createHash } from "node:crypto";
import { createTarPacker } from "modern-tar";

/** The last entry of every archive, in the form of `sha256sum`. An archive without it was cut off. */
export const CHECKSUMS = "SHA256SUMS";
/** Of the server's user alone. */
const FILE_MODE = 0o600;

/** A tar archive whose last entry has the checksum of every other one. Entries are added one after the other. */
export class ArchiveWriter {
  readonly #packer = createTarPacker();
  readonly #written: Promise<void>;
  readonly #checksums: string[] = [];

  constructor(target: WritableStream<Uint8Array>) {
    this.#written = this.#packer.readable.pipeTo(target);
    this.#written.catch(() => {}); // `add` and `close` throw it
  }

  /** `size` is how many bytes `body` has, which is required: a file that shrinks meanwhile ends in an error. */
  async add(name: string, size: number, body: AsyncIterable<Uint8Array>): Promise<void> {
    const hash = createHash("sha256");
    try {
      const entry = this.#packer.controller.add({ name, size, mode: FILE_MODE, type: "file" }).getWriter();
      entry.closed.catch(() => {}); // the calls below throw it
      for await (const chunk of body) {
        hash.update(chunk);
        await entry.write(chunk);
      }
      await entry.close();
    } catch (error) {
      // What the target said is the reason, not that its stream is closed; an error of the body ends the target, too.
      this.#packer.controller.error(error);
      await this.#written;
      throw error;
    }
    this.#checksums.push(`${hash.digest("hex")}  ${name}\n`);
  }

  async addText(name: string, text: string): Promise<void> {
    const bytes = new TextEncoder().encode(text);
    await this.add(name, bytes.length, once(bytes));
  }

  /** Adds the checksums, and waits until the target has everything. */
  async close(): Promise<void> {
    await this.addText(CHECKSUMS, this.#checksums.join(""));
    this.#packer.controller.finalize();
    await this.#written;
  }
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
