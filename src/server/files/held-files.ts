/** Files that a request works on: nothing else changes or deletes their blobs meanwhile. */
export class HeldFiles {
  readonly #ids = new Set<string>();

  /** What lets go of the file; undefined while another one holds it. */
  hold(fileId: string): (() => void) | undefined {
    if (this.#ids.has(fileId)) return undefined;
    this.#ids.add(fileId);
    return () => this.#ids.delete(fileId);
  }
}
