import { lengthFormOf, MASKING_KEY_BYTES } from "../../../wire/frame.ts";
import { hasWebSocket } from "../../state/available-transports.ts";

export interface TrafficCount {
  readonly requestCount: number;
  /** The content: payloads and bodies. */
  readonly upBytes: number;
  readonly downBytes: number;
  /** The overhead: HTTP headers, and the headers of WebSocket frames. */
  readonly upHeaderBytes: number;
  readonly downHeaderBytes: number;
}

export const noTraffic: TrafficCount = { requestCount: 0, upBytes: 0, downBytes: 0, upHeaderBytes: 0, downHeaderBytes: 0 };

/** The headers that a browser adds to a page's request, with the empty line at the end. The page does not see them, but the server does. */
export interface BrowserHeaders {
  readonly requestBytes: number;
  /** All of a handshake's headers are the browser's. */
  readonly handshakeBytes: number;
}

/** Counts what one client sends and gets, through the `fetch` and the `WebSocket` that it is given. */
export class TrafficMeter {
  readonly #browserHeaders: BrowserHeaders;
  /** A poll is asked for again so soon, and not when the server says; undefined: when it says. */
  readonly #pollIntervalMs: number | undefined;
  #count: TrafficCount = noTraffic;

  constructor(browserHeaders: BrowserHeaders, pollIntervalMs?: number) {
    this.#browserHeaders = browserHeaders;
    this.#pollIntervalMs = pollIntervalMs;
  }

  get count(): TrafficCount {
    return this.#count;
  }

  readonly fetch: typeof fetch = Object.assign(
    async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
      const body = typeof init.body === "string" ? byteLength(init.body) : 0;
      this.#add({ requestCount: 1, upBytes: body, upHeaderBytes: this.#requestHeaderBytes(input, init) });
      const response = await fetch(input, init);
      this.#add({ downHeaderBytes: responseHeaderBytes(response) });
      return this.#pollIntervalMs === undefined ? this.#countedBody(response) : await this.#hurriedPoll(response);
    },
    { preconnect: fetch.preconnect },
  );

  /** The handshake is a request like any other; then every frame has a header of 2 to 14 bytes. */
  readonly WebSocket: typeof WebSocket | undefined = hasWebSocket
    ? countedWebSocket(
        (traffic) => this.#add(traffic),
        () => this.#browserHeaders.handshakeBytes,
      )
    : undefined;

  #countedBody(response: Response): Response {
    const count = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform: (chunk, controller) => {
        this.#add({ downBytes: chunk.length });
        controller.enqueue(chunk);
      },
    });
    return new Response(response.body?.pipeThrough(count) ?? null, response);
  }

  async #hurriedPoll(response: Response): Promise<Response> {
    const text = await response.text();
    this.#add({ downBytes: byteLength(text) });
    const isWithoutBody = response.status === 204;
    return new Response(isWithoutBody ? null : withRetry(text, this.#pollIntervalMs ?? 0), response);
  }

  #requestHeaderBytes(input: string | URL | Request, { method = "GET", headers = {}, body }: RequestInit): number {
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    const own = [...new Headers(headers)];
    if (typeof body === "string") own.push(["content-length", String(byteLength(body))], ["origin", location.origin]);
    return lineBytes(`${method} ${pathname} HTTP/1.1`) + headerLinesBytes(own) + this.#browserHeaders.requestBytes;
  }

  #add(more: Partial<TrafficCount>): void {
    this.#count = sumOf(this.#count, { ...noTraffic, ...more });
  }
}

export function sumOf(one: TrafficCount, other: TrafficCount): TrafficCount {
  return combined(one, other, 1);
}

export function difference(later: TrafficCount, earlier: TrafficCount): TrafficCount {
  return combined(later, earlier, -1);
}

/** An event stream in which every `retry` says this. */
export function withRetry(events: string, ms: number): string {
  return events.replace(/^retry: ?\d+$/gm, `retry: ${ms}`);
}

/** Of a frame with a payload of that length. */
export function frameHeaderBytes(payloadBytes: number, isMasked: boolean): number {
  const lengthForm = lengthFormOf(payloadBytes);
  return 2 + (lengthForm === 7 ? 0 : lengthForm / 8) + (isMasked ? MASKING_KEY_BYTES : 0);
}

/** As HTTP/1.1 writes them, each on a line. */
export function headerLinesBytes(headers: readonly (readonly [name: string, value: string])[]): number {
  return headers.reduce((sum, [name, value]) => sum + lineBytes(`${name}: ${value}`), 0);
}

/** A page cannot see these; the lengths of their values are always the same. */
const acceptanceHeaders = [
  ["Connection", "Upgrade"],
  ["Upgrade", "websocket"],
  ["Sec-WebSocket-Accept", "0".repeat(28)],
  ["Date", "Thu, 01 Jan 1970 00:00:00 GMT"],
] as const;

function countedWebSocket(add: (traffic: Partial<TrafficCount>) => void, handshakeBytes: () => number): typeof WebSocket {
  return class extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols);
      add({ requestCount: 1, upHeaderBytes: lineBytes("GET /api/socket HTTP/1.1") + handshakeBytes() });
      const answerBytes = lineBytes("HTTP/1.1 101 Switching Protocols") + headerLinesBytes(acceptanceHeaders) + lineBytes("");
      this.addEventListener("open", () => add({ downHeaderBytes: answerBytes }));
      this.addEventListener("message", ({ data }) => {
        const bytes = byteLength(String(data));
        add({ downBytes: bytes, downHeaderBytes: frameHeaderBytes(bytes, false) });
      });
    }

    override send(data: string): void {
      super.send(data);
      const bytes = byteLength(data);
      add({ upBytes: bytes, upHeaderBytes: frameHeaderBytes(bytes, true) });
    }
  };
}

function responseHeaderBytes({ status, statusText, headers }: Response): number {
  return lineBytes(`HTTP/1.1 ${status} ${statusText}`) + headerLinesBytes([...headers]) + lineBytes("");
}

function lineBytes(line: string): number {
  return byteLength(line) + 2;
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

function combined(one: TrafficCount, other: TrafficCount, sign: 1 | -1): TrafficCount {
  return {
    requestCount: one.requestCount + sign * other.requestCount,
    upBytes: one.upBytes + sign * other.upBytes,
    downBytes: one.downBytes + sign * other.downBytes,
    upHeaderBytes: one.upHeaderBytes + sign * other.upHeaderBytes,
    downHeaderBytes: one.downHeaderBytes + sign * other.downHeaderBytes,
  };
}
