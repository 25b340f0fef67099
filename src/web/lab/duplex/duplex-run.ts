import { signal } from "@preact/signals";
import { availableWays, type Flown, fly, type Way } from "./ways.ts";

export type Stage = "idle" | "running" | "over" | "partly" | "failed";

/** Undefined: it did not get through. */
export interface Result {
  readonly way: Way;
  readonly flown: Flown | undefined;
}

const WAY_MS_MAX = 15_000;

/** The messages there and back, each way by itself. */
export class DuplexRun {
  readonly stage = signal<Stage>("idle");
  readonly results = signal<readonly Result[]>([]);
  #end: () => void = () => {};

  async run(): Promise<void> {
    let isStopped = false;
    this.results.value = [];
    this.stage.value = "running";
    for (const way of availableWays) {
      const abort = new AbortController();
      const timer = setTimeout(() => abort.abort(), WAY_MS_MAX);
      this.#end = () => {
        isStopped = true;
        abort.abort();
      };
      const flown = await fly(way, abort.signal).catch(() => undefined);
      clearTimeout(timer);
      if (isStopped) return;
      this.results.value = [...this.results.peek(), { way, flown }];
    }
    const throughCount = this.results.peek().filter(({ flown }) => flown !== undefined).length;
    if (throughCount === 0) this.stage.value = "failed";
    else this.stage.value = throughCount < availableWays.length ? "partly" : "over";
  }

  /** It is not shown any more. */
  end(): void {
    this.#end();
  }
}
