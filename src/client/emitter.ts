/**
 * Listeners by event type.
 *
 * An event emitted while a listener runs follows after it: all listeners get all events in the same order. A listener that
 * throws is reported, as an uncaught error unless told otherwise, and the others are called all the same.
 */
export class Emitter<Events> {
  readonly #listeners: { [Type in keyof Events]?: Set<Subscription<Events[Type]>> } = {};
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
    const subscription = { listener };
    listeners.add(subscription);
    return () => listeners.delete(subscription);
  }

  /** Takes off every subscription of that listener to that type. */
  off<Type extends keyof Events>(type: Type, listener: (event: Events[Type]) => void): void {
    const listeners = this.#listeners[type];
    for (const subscription of listeners ?? []) if (subscription.listener === listener) listeners?.delete(subscription);
  }

  /** Resolves with the next event of one of these types, or rejects with the signal's reason. */
  next<Type extends keyof Events>(types: readonly Type[], signal?: AbortSignal): Promise<TypedEvent<Events, Type>> {
    return new Promise((resolve, reject) => {
      const stops = types.map((type) => this.on(type, (event) => settle(() => resolve({ type, event }))));
      const onAbort = (): void => settle(() => reject(signal?.reason));
      const settle = (finish: () => void): void => {
        for (const stop of stops) stop();
        signal?.removeEventListener("abort", onAbort);
        finish();
      };
      if (signal?.aborted) onAbort();
      else signal?.addEventListener("abort", onAbort);
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
    for (const { listener } of [...(this.#listeners[type] ?? [])]) {
      try {
        listener(event);
      } catch (error) {
        this.#report(error);
      }
    }
  }
}

/** An object of its own for each call of `on`: the same listener may be there twice. */
interface Subscription<Event> {
  readonly listener: (event: Event) => void;
}

/** An event, and which of the awaited types it is. */
export interface TypedEvent<Events, Type extends keyof Events> {
  readonly type: Type;
  readonly event: Events[Type];
}

function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
