import { connectionHeader, paths } from "../../src/protocol/http.ts";
import { LOBBY_ID } from "../../src/protocol/ids.ts";
import { PROTOCOL_VERSION } from "../../src/protocol/version.ts";
import { typeStart } from "../support/guests.ts";
import { frameText } from "../support/raw-client.ts";
import { RawHttp } from "./raw-http.ts";
import type { Reader, ReaderListener } from "./reader.ts";

/** The request that a reader repeats. */
export interface Asking {
  readonly path: string;
  readonly waitMs: number;
  /** From one request to the next. Absent: no pause. */
  readonly intervalMs?: number;
}

const LINE_FEED = 10;
const DATA = "data: ".length;
const FIRST_OF_DATA = "d".charCodeAt(0);
const FIRST_OF_EVENT = "e".charCodeAt(0);
const WELCOME_TIMEOUT_MS = 20_000;
const PONG = JSON.stringify({ type: "pong" });

/** Reads the lobby with one request after the other, each from the reader's cursors [P33, P34]. */
export class HttpReader implements Reader {
  position = 0;
  requestCount = 0;
  onFrame: ReaderListener = () => {};
  onClose: (reason: string) => void = () => {};
  readonly #port: number;
  readonly #asking: Asking;
  #headers: string;
  #down: RawHttp | undefined;
  #up: Promise<RawHttp> | undefined;
  readonly #waiting: string[] = [];
  #isPosting = false;
  #answers = "";
  #own: { userId: string; epoch: string; userHead: number } | undefined;
  #partial: Buffer | undefined;
  #dueAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;
  #onWelcome: () => void = () => {};

  /** Resolves after the welcome. */
  static async enter(port: number, token: string, asking: Asking): Promise<HttpReader> {
    const reader = new HttpReader(port, token, asking);
    await reader.#enter();
    return reader;
  }

  constructor(port: number, token: string, asking: Asking) {
    this.#port = port;
    this.#asking = asking;
    this.#headers = `Content-Type: application/json\r\nAuthorization: Bearer ${token}\r\n`;
  }

  /** Posts the frame after the previous one was answered. Its answers go to `onFrame`. */
  send(frame: string): void {
    this.#waiting.push(frame);
    if (!this.#isPosting) this.#postNext();
  }

  #postNext(): void {
    const frame = this.#waiting.shift();
    this.#isPosting = frame !== undefined;
    if (frame === undefined) return;
    this.#up ??= RawHttp.connect(this.#port, {
      onBody: (bytes, start, end) => {
        this.#answers += frameText(bytes, start, end);
      },
      onEnd: () => {
        this.#readAnswers();
        this.#postNext();
      },
      onClose: () => {
        if (this.#isPosting) this.#lose("the server closed it before it answered");
        this.#up = undefined; // the server closes idle connections
      },
    });
    this.#up.then((up) => up.post(paths.frames, this.#headers, frame)).catch((error: Error) => this.#lose(error.message));
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#down?.close();
    this.#up?.then((up) => up.close()).catch(() => {});
  }

  async #enter(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => reject(new Error("No welcome in time.")), WELCOME_TIMEOUT_MS);
    this.#onWelcome = resolve;
    this.onClose = (reason) => reject(new Error(reason));
    this.#down = await RawHttp.connect(this.#port, {
      onBody: (bytes, start, end) => this.#readEvents(bytes, start, end),
      onEnd: (head) => this.#onAnswer(head),
      onClose: (reason) => this.#lose(reason),
    });
    // Pollers start at different moments of their interval.
    const { intervalMs = 0 } = this.#asking;
    this.#dueAt = performance.now() + Math.random() * intervalMs;
    this.#ask();
    await promise;
    clearTimeout(timer);
    this.onClose = () => {};
  }

  #ask(): void {
    this.requestCount += 1;
    const { path, waitMs } = this.#asking;
    const own = this.#own;
    const cursors = own === undefined ? {} : { [own.userId]: own.userHead, [LOBBY_ID]: this.position };
    this.#down?.post(path, this.#headers, JSON.stringify({ version: PROTOCOL_VERSION, epoch: own?.epoch, cursors, waitMs }));
  }

  #onAnswer(head: string): void {
    this.#belongTo(head);
    if (this.#isClosed) return;
    const { intervalMs } = this.#asking;
    if (intervalMs === undefined) {
      this.#ask();
      return;
    }
    this.#dueAt = Math.max(this.#dueAt + intervalMs, performance.now());
    this.#timer = setTimeout(() => this.#ask(), Math.max(0, this.#dueAt - performance.now()));
  }

  #belongTo(head: string): void {
    if (this.#headers.includes(connectionHeader)) return;
    const line = new RegExp(`\r\n(${connectionHeader}: [^\r]+)`, "i").exec(head)?.[1];
    if (line !== undefined) this.#headers += `${line.replace(/^[^:]+/, connectionHeader)}\r\n`;
  }

  #readEvents(bytes: Buffer, from: number, to: number): void {
    let source = bytes;
    let start = from;
    let end = to;
    if (this.#partial !== undefined) {
      source = Buffer.concat([this.#partial, bytes.subarray(from, to)]);
      [start, end] = [0, source.length];
      this.#partial = undefined;
    }
    for (;;) {
      const lineEnd = source.indexOf(LINE_FEED, start);
      if (lineEnd < 0 || lineEnd >= end) break;
      if (source[start] === FIRST_OF_DATA) this.#read(source, start + DATA, lineEnd);
      else if (source[start] === FIRST_OF_EVENT) this.#lose(frameText(source, start, end));
      start = lineEnd + 1;
    }
    if (start < end) this.#partial = Buffer.from(source.subarray(start, end));
  }

  #read(bytes: Uint8Array, start: number, end: number): void {
    const type = typeStart(bytes, start);
    if (type === "pi") this.send(PONG);
    else if (type === "we") this.#onWelcomeFrame(JSON.parse(frameText(bytes, start, end)));
    else this.onFrame(bytes, start, end);
  }

  #onWelcomeFrame(welcome: {
    user: { id: string };
    epoch: string;
    userHead: number;
    conversations: { id: string; head: number }[];
  }) {
    this.#own = { userId: welcome.user.id, epoch: welcome.epoch, userHead: welcome.userHead };
    this.position = welcome.conversations.find(({ id }) => id === LOBBY_ID)?.head ?? 0;
    this.#onWelcome();
  }

  #readAnswers(): void {
    const lines = Buffer.from(this.#answers);
    this.#answers = "";
    for (let start = 0; start < lines.length; ) {
      const end = lines.indexOf(LINE_FEED, start);
      this.onFrame(lines, start, end);
      start = end + 1;
    }
  }

  #lose(reason: string): void {
    if (!this.#isClosed) this.onClose(reason);
  }
}
