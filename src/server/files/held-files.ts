import type { FileHold, FileHolds } from "./file-holds.ts";

/** Of a server that is the only one: its memory knows. */
export class HeldFiles implements FileHolds {
  readonly #ids = new Set<string>();

  async hold(fileId: string): Promise<FileHold | undefined> {
    if (this.#ids.has(fileId)) return undefined;
    this.#ids.add(fileId);
    return {
      isLost: false,
      [Symbol.asyncDispose]: async () => {
        this.#ids.delete(fileId);
      },
    };
  }

  async close(): Promise<void> {}
}
