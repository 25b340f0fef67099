/** What the page under measurement is asked through: `window.probes`. It runs in the browser, before the page's own scripts. */
export interface Probes {
  /** When each of the selectors of `first` was painted first, by its name; ms since the navigation began. */
  readonly firstPaints: Record<string, number>;
  /** When the frame `welcome` arrived. */
  welcomeAt: number | undefined;
  /** Milliseconds from the next event of that type until something of all the selectors is painted. */
  timeEvent(type: string, selectors: readonly string[]): Promise<number>;
  /** Milliseconds from each key until the frame with its effect is painted. Ends with `stop`. */
  timeKeys(): { readonly times: number[]; stop(): void };
  /** Calls back after each painted frame, until stopped. */
  eachFrame(callback: (at: number) => void): () => void;
  /** The longest task that the browser told of since the call; it tells of those above 50 ms. Ends with `stop`. */
  longTasks(): { readonly durations: number[]; stop(): void };
}

declare global {
  interface Window {
    probes: Probes;
  }
}

/** Must refer to nothing outside: its text is sent to the browser. */
export function installProbes(first: Readonly<Record<string, string>>): void {
  /** A frame's callbacks run before it is painted, and a message sent by them arrives after that. */
  function afterPaint(callback: () => void): void {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = callback;
      port2.postMessage(undefined);
    });
  }

  /** Calls back when the condition is met, after the change that met it. */
  function whenChanged(isMet: () => boolean, callback: () => void): void {
    if (isMet()) {
      callback();
      return;
    }
    const observer = new MutationObserver(() => {
      if (!isMet()) return;
      observer.disconnect();
      callback();
    });
    observer.observe(document, { childList: true, subtree: true, attributes: true });
  }

  const has = (selector: string): boolean => document.querySelector(selector) !== null;
  const firstPaints: Record<string, number> = {};
  for (const [name, selector] of Object.entries(first)) {
    const note = (): void =>
      afterPaint(() => {
        firstPaints[name] = performance.now();
      });
    whenChanged(() => has(selector), note);
  }

  const probes: Probes = {
    firstPaints,
    welcomeAt: undefined,
    timeEvent: (type, selectors) =>
      new Promise((resolve) => {
        const begin = ({ timeStamp }: Event): void =>
          // After the page's own listeners: what was there before does not count.
          queueMicrotask(() =>
            whenChanged(
              () => selectors.every(has),
              () => afterPaint(() => resolve(performance.now() - timeStamp)),
            ),
          );
        window.addEventListener(type, begin, { capture: true, once: true });
      }),
    timeKeys() {
      const times: number[] = [];
      const listen = ({ timeStamp }: Event): void => afterPaint(() => times.push(performance.now() - timeStamp));
      window.addEventListener("keydown", listen, true);
      return { times, stop: () => window.removeEventListener("keydown", listen, true) };
    },
    eachFrame(callback) {
      let isStopped = false;
      const next = (): void =>
        afterPaint(() => {
          if (isStopped) return;
          callback(performance.now());
          next();
        });
      next();
      return () => {
        isStopped = true;
      };
    },
    longTasks() {
      const durations: number[] = [];
      const observer = new PerformanceObserver((list) => durations.push(...list.getEntries().map(({ duration }) => duration)));
      observer.observe({ type: "longtask" });
      return { durations, stop: () => observer.disconnect() };
    },
  };
  window.probes = probes;

  window.WebSocket = class extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols);
      this.addEventListener("message", ({ data }) => {
        if (typeof data === "string" && data.startsWith('{"type":"welcome"')) probes.welcomeAt ??= performance.now();
      });
    }
  };
}
