import * as v from "valibot";
import type { Clock } from "../../clock.ts";
import type { HelloInput } from "../../protocol/frames/hello.ts";
import { closeEvent, connectionHeader, paths } from "../../protocol/http.ts";
import { limits } from "../../protocol/limits.ts";
import { addressOf } from "../address.ts";
import { Attempt } from "./attempt.ts";
import { EventStreamReader } from "./event-stream.ts";
import { ABNORMAL_CLOSE, ChannelLost, type ChannelRequest, type Fetch, request } from "./http-request.ts";
import type { Channel, ChannelListener, Transport } from "./transport.ts";
import { Uplink } from "./uplink.ts";

export type HttpTransportName = "stream" | "long-poll" | "poll";

export interface HttpTransportOptions {
  readonly server: string;
  readonly clock: Clock;
  readonly fetch: Fetch;
}

/** An answer that is to come at once, or when the wait is over, has to come within this. */
export const ANSWER_MAX_MS = 10_000;
/** The pause after an answer that said nothing, not even when to come again. */
export const EMPTY_ANSWER_PAUSE_MS = 500;
/** A response that is lost is asked for again once, with the same cursors; then the channel is lost. */
const LOSSES_MAX = 2;

/** Frames come down in the answers to one request after the other, and go up with requests of their own [P32]. */
export function httpTransport(name: HttpTransportName, options: HttpTransportOptions): Transport {
  return { name, open: (listener) => new HttpChannel(name, options, listener) };
}

class HttpChannel implements Channel {
  readonly #name: HttpTransportName;
  readonly #options: HttpTransportOptions;
  readonly #listener: ChannelListener;
  readonly #uplink: Uplink;
  readonly #abort = new AbortController();
  #hello: HelloInput | undefined;
  #cancelPause: () => void = () => {};
  #connectionId: string | undefined;
  #isDoubted = false;
  #isClosed = false;

  constructor(name: HttpTransportName, options: HttpTransportOptions, listener: ChannelListener) {
    this.#name = name;
    this.#options = options;
    this.#listener = listener;
    this.#uplink = new Uplink({
      post: (body) => this.#postFrames(body),
      onText: (text) => this.#listener.onText(text),
      onFailure: (error) => this.#lose(error),
    });
    // There is nothing to open: the first request carries `hello`.
    queueMicrotask(() => this.#isClosed || listener.onOpen());
  }

  get bufferedAmount(): number {
    return this.#uplink.waitingBytes;
  }

  send(text: string): void {
    if (this.#hello !== undefined) this.#uplink.send(text);
    else if (!this.#isClosed) {
      this.#hello = JSON.parse(text) as HelloInput;
      this.#run().catch((error: unknown) => this.#lose(error));
    }
  }

  whenTaken(callback: () => void): void {
    this.#uplink.whenTaken(callback);
  }

  close(): void {
    if (this.#isClosed) return;
    const connectionId = this.#connectionId;
    this.#end();
    if (connectionId === undefined) return;
    this.#request({ address: this.#address(paths.connection), method: "DELETE", connectionId, isLastWord: true }).catch(() => {
      // The server notices by itself, only later.
    });
  }

  async #run(): Promise<void> {
    let losses = 0;
    while (!this.#isClosed) {
      let pauseMs = 0;
      try {
        pauseMs = await this.#attach();
        losses = 0;
      } catch (error) {
        const isFinal = !(error instanceof ChannelLost) || error.closeCode !== ABNORMAL_CLOSE;
        losses += 1;
        if (isFinal || losses === LOSSES_MAX || this.#connectionId === undefined) throw error;
      }
      if (pauseMs > 0 && !this.#isClosed) await this.#pause(pauseMs);
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#cancelPause = this.#options.clock.after(ms, resolve);
    });
  }

  /** One answer, from asking for it to its end. Gives back how long to wait before the next. */
  async #attach(): Promise<number> {
    const attempt = new Attempt(this.#options.clock, this.#abort.signal);
    try {
      const waitMs = this.#name === "long-poll" ? limits.longPollMsMax : 0;
      if (this.#name !== "stream") attempt.expectWithin(waitMs + ANSWER_MAX_MS);
      const response = await this.#request({
        address: this.#address(this.#name === "stream" ? paths.stream : paths.poll),
        method: "POST",
        contentType: "application/json",
        body: this.#body(waitMs),
        signal: attempt.signal,
      });
      this.#belongTo(response.headers.get(connectionHeader));
      return await this.#readAnswer(response, attempt);
    } catch (error) {
      throw error instanceof ChannelLost ? error : new ChannelLost(ABNORMAL_CLOSE, { cause: error });
    } finally {
      attempt.end();
    }
  }

  #body(waitMs: number): string {
    const position = this.#listener.position?.();
    const { version, epoch, cursors } = { ...this.#hello, ...position };
    const isKnown = this.#connectionId !== undefined && this.#listener.position === undefined;
    return JSON.stringify({ version, epoch, cursors: isKnown ? undefined : cursors, watching: position?.watching, waitMs });
  }

  #belongTo(connectionId: string | null): void {
    if (this.#isClosed) return;
    if (connectionId === null) throw new ChannelLost(ABNORMAL_CLOSE); // not the answer of a Shoal server
    if (this.#connectionId !== undefined && this.#connectionId !== connectionId) this.#listener.onRenewal?.();
    this.#connectionId = connectionId;
    this.#uplink.open();
  }

  async #readAnswer(response: Response, attempt: Attempt): Promise<number> {
    let retryMs = EMPTY_ANSWER_PAUSE_MS;
    const expectHeartbeat = (): void => attempt.expectHeartbeat(() => this.#listener.onDoubt?.());
    const events = new EventStreamReader({
      onEvent: ({ type, data }) => {
        retryMs = 0;
        if (this.#isClosed) return;
        if (type === "close") this.#onCloseEvent(data);
        else if (type === "message") this.#listener.onText(data);
      },
      // Only an answer that is held open has them: padding first, then heartbeats [P34].
      onComment: (text) => {
        if (text !== "") this.#doubtOnce();
        expectHeartbeat();
      },
      onRetry: (ms) => {
        retryMs = ms;
      },
    });
    const reader = response.body?.getReader();
    const decoder = new TextDecoder();
    for (let chunk = await reader?.read(); chunk?.value !== undefined; chunk = await reader?.read()) {
      events.read(decoder.decode(chunk.value, { stream: true }));
      if (this.#isClosed) break;
    }
    return retryMs;
  }

  #doubtOnce(): void {
    if (this.#isDoubted || this.#isClosed) return;
    this.#isDoubted = true;
    this.#listener.onDoubt?.();
  }

  #onCloseEvent(data: string): void {
    const { code } = v.parse(closeEvent, JSON.parse(data));
    this.#lose(new ChannelLost(code));
  }

  async #postFrames(body: string): Promise<string> {
    const attempt = new Attempt(this.#options.clock, this.#abort.signal);
    attempt.expectWithin(ANSWER_MAX_MS);
    try {
      const { signal } = attempt;
      const contentType = "application/x-ndjson";
      const response = await this.#request({ address: this.#address(paths.frames), method: "POST", contentType, body, signal });
      return await response.text();
    } finally {
      attempt.end();
    }
  }

  #request(fields: Omit<ChannelRequest, "token" | "connectionId"> & { connectionId?: string }): Promise<Response> {
    return request(this.#options.fetch, { token: this.#hello?.token, connectionId: this.#connectionId, ...fields });
  }

  #address(path: string): URL {
    return addressOf(this.#options.server, path);
  }

  /** It ended by itself. */
  #lose(error: unknown): void {
    if (this.#isClosed) return;
    this.#end();
    this.#listener.onClose(error instanceof ChannelLost ? error.closeCode : ABNORMAL_CLOSE, "");
  }

  #end(): void {
    this.#isClosed = true;
    this.#cancelPause();
    this.#uplink.close();
    this.#abort.abort();
  }
}
