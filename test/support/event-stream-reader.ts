import { eventually } from "./eventually.ts";

interface ReceivedEvent {
  readonly event: string;
  readonly data: unknown;
}

/** Server-sent events as they come, over `fetch`. */
export class EventStreamReader implements Disposable {
  readonly response: Response;
  text = "";
  hasEnded = false;
  readonly #abort: AbortController;

  private constructor(response: Response, abort: AbortController) {
    this.response = response;
    this.#abort = abort;
    void this.#read();
  }

  static async open(url: string, headers: Record<string, string> = {}): Promise<EventStreamReader> {
    const abort = new AbortController();
    return new EventStreamReader(await fetch(url, { headers, signal: abort.signal }), abort);
  }

  /** The events that are complete. */
  get events(): ReceivedEvent[] {
    return [...this.text.matchAll(/^event: (.*)\ndata: (.*)\n\n/gm)].map(([, event = "", json = ""]) => ({
      event,
      data: JSON.parse(json) as unknown,
    }));
  }

  /** The data of the last event of that name. */
  last(name: string): unknown {
    return this.events.findLast(({ event }) => event === name)?.data;
  }

  async ends(): Promise<void> {
    await eventually(() => {
      if (!this.hasEnded) throw new Error(`It goes on after ${JSON.stringify(this.events.at(-1))}`);
    });
  }

  [Symbol.dispose](): void {
    this.#abort.abort();
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for await (const chunk of this.response.body ?? []) this.text += decoder.decode(chunk, { stream: true });
    } catch {
      // It was disposed, or cut: `hasEnded` says so.
    }
    this.hasEnded = true;
  }
}
