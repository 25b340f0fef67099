import { InspectionError } from "./inspection-error.ts";

/** An event of a stream of server-sent events; undefined is a field that was not sent. */
export interface ServerSentEvent {
  readonly id: string | undefined;
  readonly event: string | undefined;
  readonly data: string | undefined;
  readonly retry: string | undefined;
}

/** A comment is all that stands behind its colon. */
export type StreamPart = { readonly event: ServerSentEvent } | { readonly comment: string };

/** Reads `text/event-stream` [HTML 9.2.6] from pieces of any size. An event without its empty line is never given out. */
export class EventStreamReader {
  readonly #decoder = new TextDecoder();
  readonly #lineLengthMax: number;
  #line = "";
  #fields: ReadonlyMap<string, string> = new Map();

  constructor(lineLengthMax: number) {
    this.#lineLengthMax = lineLengthMax;
  }

  *read(chunk: Uint8Array): Generator<StreamPart, void, void> {
    const text = this.#line + this.#decoder.decode(chunk, { stream: true });
    // The \n of a \r\n may still come.
    const end = text.endsWith("\r") ? text.length - 1 : text.length;
    const lines = text.slice(0, end).split(/\r\n|\r|\n/);
    this.#line = (lines.pop() ?? "") + text.slice(end);
    if (this.#line.length > this.#lineLengthMax) throw new InspectionError("A line of the event stream is too long.");
    for (const line of lines) {
      const part = this.#takeLine(line);
      if (part !== undefined) yield part;
    }
  }

  #takeLine(line: string): StreamPart | undefined {
    if (line === "") return this.#finishEvent();
    const [, name = line, value = ""] = /^([^:]*): ?(.*)$/s.exec(line) ?? [];
    if (name === "") return { comment: line.slice(1) };
    const before = name === "data" ? this.#fields.get(name) : undefined;
    this.#fields = new Map([...this.#fields, [name, before === undefined ? value : `${before}\n${value}`]]);
    return undefined;
  }

  #finishEvent(): StreamPart | undefined {
    const fields = this.#fields;
    if (fields.size === 0) return undefined;
    this.#fields = new Map();
    return { event: { id: fields.get("id"), event: fields.get("event"), data: fields.get("data"), retry: fields.get("retry") } };
  }
}
