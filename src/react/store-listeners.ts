/** The listeners of a store: the first one that comes opens it, and the last one that leaves closes it. */
export class StoreListeners {
  readonly #open: () => () => void;
  readonly #listeners = new Set<() => void>();
  #close: (() => void) | undefined;

  constructor(open: () => () => void) {
    this.#open = open;
  }

  add(listener: () => void): () => void {
    // The same function may listen twice.
    const own = (): void => listener();
    this.#listeners.add(own);
    this.#close ??= this.#open();
    return () => {
      this.#listeners.delete(own);
      if (this.#listeners.size > 0) return;
      this.#close?.();
      this.#close = undefined;
    };
  }

  notify(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
