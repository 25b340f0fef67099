/**
 * Listeners by event type.
 *
 * An event emitted while a listener runs follows after it: all listeners get all events in the same order. A listener that
 * throws is reported, as an uncaught error unless told otherwise, and the others are called all the same.
 */
export class Emitter<Events> {
  readonly #listeners: { [Type in keyof Events]?: Set<(event: Events[Type]) => void> } = {};
  readonly #queue: (() => void)[] = [];
  readonly #report: (error: unknown) => void;
  #isDelivering = false;

  constructor(report: (error: unknown) => void = throwLater) {
    this.#report = report;
  }

  /** The result takes the listener off again. */
  on<Type extends keyof Events>(type: Type, listener: (event: Events[Type]) => void): () => void {
    const listeners = this.#listeners[type] ?? new Set();
    this.#listeners[type] = listeners;
    // The same function given twice is two listeners, each with its own end.
    const own = (event: Events[Type]): void => listener(event);
    listeners.add(own);
    return () => listeners.delete(own);
  }

  /** Resolves with the next event of one of these types. */
  next(...types: readonly (keyof Events)[]): Promise<void> {
    return new Promise((resolve) => {
      const stops = types.map((type) =>
        this.on(type, () => {
          for (const stop of stops) stop();
          resolve();
        }),
      );
    });
  }

  has(type: keyof Events): boolean {
    return (this.#listeners[type]?.size ?? 0) > 0;
  }

  emit<Type extends keyof Events>(type: Type, event: Events[Type]): void {
    if (!this.has(type)) return;
    this.#queue.push(() => this.#deliver(type, event));
    if (this.#isDelivering) return;
    this.#isDelivering = true;
    for (let deliver = this.#queue.shift(); deliver !== undefined; deliver = this.#queue.shift()) deliver();
    this.#isDelivering = false;
  }

  #deliver<Type extends keyof Events>(type: Type, event: Events[Type]): void {
    for (const listener of [...(this.#listeners[type] ?? [])]) {
      try {
        listener(event);
      } catch (error) {
        this.#report(error);
      }
    }
  }
}

function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
