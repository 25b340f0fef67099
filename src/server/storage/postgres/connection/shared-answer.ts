/**
 * One answer from the thread that has the connection to the thread that waits for it, through shared memory: a state, a length, then text. What is longer than the memory goes over in pieces.
 */
const STATE = 0;
const BYTE_LENGTH = 1;
const HEADER_BYTES = 8;
const BYTES_MAX = 1024 * 1024;

const waiting = 0;
/** A piece is there, and more follows. */
const piece = 1;
const complete = 2;

export type SharedMemory = SharedArrayBuffer;

export function createSharedMemory(): SharedMemory {
  return new SharedArrayBuffer(HEADER_BYTES + BYTES_MAX);
}

/** The side that waits. */
export class AnswerReader {
  readonly #header: Int32Array;
  readonly #bytes: Uint8Array;

  constructor(memory: SharedMemory) {
    this.#header = new Int32Array(memory, 0, 2);
    this.#bytes = new Uint8Array(memory, HEADER_BYTES);
  }

  /** Sends with `send` what is to be answered, and blocks this thread. Returns undefined after `waitMs`. */
  read(send: () => void, sendNext: () => void, waitMs: number): string | undefined {
    const decoder = new TextDecoder();
    let text = "";
    for (let ask = send; ; ask = sendNext) {
      Atomics.store(this.#header, STATE, waiting);
      ask();
      if (Atomics.wait(this.#header, STATE, waiting, waitMs) === "timed-out") return undefined;
      const state = Atomics.load(this.#header, STATE);
      // A decoder does not take shared memory.
      text += decoder.decode(this.#bytes.slice(0, this.#header[BYTE_LENGTH]), { stream: state === piece });
      if (state === complete) return text;
    }
  }
}

/** The side that answers. */
export class AnswerWriter {
  readonly #header: Int32Array;
  readonly #bytes: Uint8Array;
  #rest = new Uint8Array();

  constructor(memory: SharedMemory) {
    this.#header = new Int32Array(memory, 0, 2);
    this.#bytes = new Uint8Array(memory, HEADER_BYTES);
  }

  write(text: string): void {
    this.#rest = new TextEncoder().encode(text);
    this.next();
  }

  /** The reader has taken the piece before. */
  next(): void {
    const part = this.#rest.subarray(0, BYTES_MAX);
    this.#rest = this.#rest.subarray(part.length);
    this.#bytes.set(part);
    this.#header[BYTE_LENGTH] = part.length;
    Atomics.store(this.#header, STATE, this.#rest.length > 0 ? piece : complete);
    Atomics.notify(this.#header, STATE);
  }
}
