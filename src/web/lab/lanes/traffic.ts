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

/** A request until its answer has ended, or a WebSocket until it is closed. */
export interface Exchange {
  readonly kind: "request" | "socket";
  /** Of the address. */
  readonly path: string;
}

/** Is told of every exchange of a meter. */
export interface TrafficObserver {
  onBegin(exchange: Exchange): void;
  /** A body, a part of one, or the payload of a frame. An empty body is not told of. */
  onContent(exchange: Exchange, direction: "up" | "down", text: string): void;
  /** It ended, however it did. */
  onEnd(exchange: Exchange): void;
}

interface TrafficMeterOptions {
  readonly browserHeaders: BrowserHeaders;
  readonly pollIntervalMs?: number | undefined;
  /** A long-poll asks to be held for so long; undefined: as long as a client does. */
  readonly holdMs?: number | undefined;
  readonly observer?: TrafficObserver | undefined;
}

/** Counts what one client sends and gets, through the `fetch` and the `WebSocket` that it is given. */
export class TrafficMeter {
  /** A poll is asked for again so soon, and not when the server says; undefined: when it says. */
  pollIntervalMs: number | undefined;
  readonly #options: Omit<TrafficMeterOptions, "pollIntervalMs">;
  /** Of what is open, since when. */
  readonly #openedAt = new Map<Exchange, number>();
  #closedMs = 0;
  #count: TrafficCount = noTraffic;

  constructor({ pollIntervalMs, ...options }: TrafficMeterOptions) {
    this.pollIntervalMs = pollIntervalMs;
    this.#options = options;
  }

  get count(): TrafficCount {
    return this.#count;
  }

  /** Requests that wait for the end of their answer, and sockets. */
  get openCount(): number {
    return this.#openedAt.size;
  }

  /** For how long they were open, all together. */
  get openMs(): number {
    const now = performance.now();
    return [...this.#openedAt.values()].reduce((total, openedAt) => total + now - openedAt, this.#closedMs);
  }

  readonly fetch: typeof fetch = Object.assign(
    async (input: string | URL | Request, wanted: RequestInit = {}): Promise<Response> => {
      const init = this.#held(wanted);
      const exchange: Exchange = { kind: "request", path: pathOf(input) };
      this.#begin(exchange);
      const body = typeof init.body === "string" ? init.body : "";
      this.#add({ requestCount: 1, upHeaderBytes: this.#requestHeaderBytes(input, init) });
      this.#addContent(exchange, "up", body);
      try {
        const response = await fetch(input, init);
        this.#add({ downHeaderBytes: responseHeaderBytes(response) });
        return this.pollIntervalMs === undefined
          ? this.#countedBody(response, exchange)
          : await this.#hurriedPoll(response, exchange);
      } catch (error) {
        this.#end(exchange);
        throw error;
      }
    },
    { preconnect: fetch.preconnect },
  );

  /** The handshake is a request like any other; then every frame has a header of 2 to 14 bytes. */
  readonly WebSocket: typeof WebSocket | undefined = hasWebSocket
    ? countedWebSocket({
        onDial: (exchange) => {
          this.#begin(exchange);
          this.#add({ requestCount: 1, upHeaderBytes: handshakeLineBytes + this.#options.browserHeaders.handshakeBytes });
        },
        onOpen: () => this.#add({ downHeaderBytes: acceptanceBytes }),
        onFrame: (exchange, direction, text) => {
          const headerBytes = frameHeaderBytes(byteLength(text), direction === "up");
          this.#add(direction === "up" ? { upHeaderBytes: headerBytes } : { downHeaderBytes: headerBytes });
          this.#addContent(exchange, direction, text);
        },
        onClose: (exchange) => this.#end(exchange),
      })
    : undefined;

  #held(init: RequestInit): RequestInit {
    const { holdMs } = this.#options;
    return holdMs === undefined || typeof init.body !== "string" ? init : { ...init, body: withHold(init.body, holdMs) };
  }

  #countedBody(response: Response, exchange: Exchange): Response {
    const reader = response.body?.getReader();
    if (reader === undefined) {
      this.#end(exchange);
      return response;
    }
    const decoder = new TextDecoder();
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: async (controller) => {
        try {
          const { value, done } = await reader.read();
          if (done) {
            this.#end(exchange);
            controller.close();
          } else {
            this.#add({ downBytes: value.length });
            this.#options.observer?.onContent(exchange, "down", decoder.decode(value, { stream: true }));
            controller.enqueue(value);
          }
        } catch (error) {
          this.#end(exchange); // the client has aborted it, or the connection is lost
          controller.error(error);
        }
      },
      cancel: async (reason) => {
        this.#end(exchange);
        await reader.cancel(reason);
      },
    });
    return new Response(body, response);
  }

  async #hurriedPoll(response: Response, exchange: Exchange): Promise<Response> {
    const text = await response.text();
    this.#addContent(exchange, "down", text);
    this.#end(exchange);
    const isWithoutBody = response.status === 204;
    return new Response(isWithoutBody ? null : withRetry(text, this.pollIntervalMs ?? 0), response);
  }

  #requestHeaderBytes(input: string | URL | Request, { method = "GET", headers = {}, body }: RequestInit): number {
    const own = [...new Headers(headers)];
    if (typeof body === "string") own.push(["content-length", String(byteLength(body))], ["origin", location.origin]);
    return lineBytes(`${method} ${pathOf(input)} HTTP/1.1`) + headerLinesBytes(own) + this.#options.browserHeaders.requestBytes;
  }

  #begin(exchange: Exchange): void {
    this.#openedAt.set(exchange, performance.now());
    this.#options.observer?.onBegin(exchange);
  }

  #end(exchange: Exchange): void {
    const openedAt = this.#openedAt.get(exchange);
    if (openedAt === undefined) return;
    this.#openedAt.delete(exchange);
    this.#closedMs += performance.now() - openedAt;
    this.#options.observer?.onEnd(exchange);
  }

  #addContent(exchange: Exchange, direction: "up" | "down", text: string): void {
    if (text === "") return;
    const bytes = byteLength(text);
    this.#add(direction === "up" ? { upBytes: bytes } : { downBytes: bytes });
    this.#options.observer?.onContent(exchange, direction, text);
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

/** What asks for an answer, which is to be held for so long. A poll, which is not to be held, stays as it is. */
export function withHold(body: string, ms: number): string {
  return body.replace(/"waitMs":[1-9]\d*\}$/, `"waitMs":${ms}}`);
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

const handshakeLineBytes = lineBytes("GET /api/socket HTTP/1.1");
const acceptanceBytes = lineBytes("HTTP/1.1 101 Switching Protocols") + headerLinesBytes(acceptanceHeaders) + lineBytes("");

interface SocketObserver {
  onDial(exchange: Exchange): void;
  onOpen(): void;
  onFrame(exchange: Exchange, direction: "up" | "down", text: string): void;
  onClose(exchange: Exchange): void;
}

function countedWebSocket({ onDial, onOpen, onFrame, onClose }: SocketObserver): typeof WebSocket {
  return class extends WebSocket {
    readonly #exchange: Exchange;

    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols);
      const exchange: Exchange = { kind: "socket", path: pathOf(address) };
      this.#exchange = exchange;
      onDial(exchange);
      this.addEventListener("open", onOpen);
      this.addEventListener("message", ({ data }) => onFrame(exchange, "down", String(data)));
      this.addEventListener("close", () => onClose(exchange));
    }

    override send(data: string): void {
      super.send(data);
      onFrame(this.#exchange, "up", data);
    }
  };
}

function responseHeaderBytes({ status, statusText, headers }: Response): number {
  return lineBytes(`HTTP/1.1 ${status} ${statusText}`) + headerLinesBytes([...headers]) + lineBytes("");
}

function lineBytes(line: string): number {
  return byteLength(line) + 2;
}

function pathOf(input: string | URL | Request): string {
  return new URL(input instanceof Request ? input.url : input).pathname;
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
