import { limits } from "../../protocol/limits.ts";
import { byteLength } from "../frames.ts";

export interface UplinkListener {
  /** Sends frames, one a line, and returns the answers in the same form. Rejects when it is unknown which arrived. */
  post(body: string): Promise<string>;
  onText(text: string): void;
  onFailure(error: unknown): void;
}

/** The way up of an HTTP channel: one request at a time; waiting frames leave with the next [P36a]. */
export class Uplink {
  readonly #listener: UplinkListener;
  readonly #waiting: string[] = [];
  #waitingBytes = 0;
  #onTaken: () => void = () => {};
  #isReady = false;
  #isPosting = false;
  #isClosed = false;

  constructor(listener: UplinkListener) {
    this.#listener = listener;
  }

  /** Bytes that are not confirmed. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  send(text: string): void {
    if (this.#isClosed) return;
    this.#waiting.push(text);
    this.#waitingBytes += byteLength(text);
    this.#pump();
  }

  /** Calls the last callback when the server has confirmed everything. */
  whenTaken(callback: () => void): void {
    this.#onTaken = callback;
  }

  /** The connection's id is known: the waiting frames leave. */
  open(): void {
    this.#isReady = true;
    this.#pump();
  }

  close(): void {
    this.#isClosed = true;
    this.#waiting.length = 0;
    this.#waitingBytes = 0;
    this.#onTaken = () => {};
  }

  #pump(): void {
    if (!this.#isReady || this.#isPosting || this.#isClosed || this.#waiting.length === 0) return;
    this.#isPosting = true;
    // Not at once: the frames of one turn of the event loop leave in one request.
    queueMicrotask(() => {
      this.#post().catch((error: unknown) => {
        if (!this.#isClosed) this.#listener.onFailure(error);
      });
    });
  }

  async #post(): Promise<void> {
    const batch = this.#takeBatch();
    const answers = await this.#listener.post(batch.join("\n"));
    this.#waitingBytes -= batch.reduce((bytes, text) => bytes + byteLength(text), 0);
    this.#isPosting = false;
    for (const answer of answers.split("\n")) if (answer !== "" && !this.#isClosed) this.#listener.onText(answer);
    if (this.#waitingBytes === 0) this.#tellTaken();
    this.#pump();
  }

  #tellTaken(): void {
    const tell = this.#onTaken;
    this.#onTaken = () => {};
    tell();
  }

  #takeBatch(): string[] {
    let bytes = 0;
    let count = 0;
    for (const text of this.#waiting) {
      bytes += byteLength(text) + 1;
      // The first one goes in any case: if it is too large, the server's error says so.
      if (count > 0 && (bytes > limits.uplinkBytesMax || count >= limits.uplinkFramesMax)) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }
}
