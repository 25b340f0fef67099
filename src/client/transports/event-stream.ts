export interface ServerSentEvent {
  readonly type: string;
  readonly data: string;
}

export interface EventStreamListener {
  onEvent(event: ServerSentEvent): void;
  /** Carries nothing, but shows that the server is there. */
  onComment?(text: string): void;
  /** When to come again, in ms. */
  onRetry?(ms: number): void;
}

/** Reads server-sent events from chunks of any size. An incomplete event at the end does not count. */
export class EventStreamReader {
  readonly #listener: EventStreamListener;
  #rest = "";
  #type = "";
  #data: string[] = [];

  constructor(listener: EventStreamListener) {
    this.#listener = listener;
  }

  read(text: string): void {
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#readLine(line);
  }

  #readLine(line: string): void {
    if (line === "") {
      this.#dispatch();
      return;
    }
    const colon = line.indexOf(":");
    if (colon === 0) {
      this.#listener.onComment?.(line.slice(1));
      return;
    }
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") this.#data.push(value);
    else if (field === "event") this.#type = value;
    else if (field === "retry" && /^\d+$/.test(value)) this.#listener.onRetry?.(Number(value));
  }

  #dispatch(): void {
    const type = this.#type || "message";
    const data = this.#data;
    this.#type = "";
    this.#data = [];
    if (data.length > 0) this.#listener.onEvent({ type, data: data.join("\n") });
  }
}
