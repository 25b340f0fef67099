import type { Clock } from "../../../clock.ts";
import { limits } from "../../../protocol/limits.ts";
import type { Holder, WaitingBytes } from "../../limits/waiting-bytes.ts";
import type { Costs } from "../costs.ts";

/** Where the bytes of answers wait, and are counted. */
export interface Outlet {
  readonly costs: Costs;
  readonly waiting: WaitingBytes;
  readonly clock: Clock;
}

type WaitingRoom = Pick<Outlet, "waiting" | "clock">;

/** An answer up to this is taken by the kernel as a whole, and nothing of it waits in the process. */
const AT_ONCE_BYTES_MAX = 16 * 1024;
const CHUNK_BYTES = 64 * 1024;

/** The body of an answer that is complete. A large one leaves as the client takes it: the runtime would hold all of it, uncounted. */
export function answerBody(bytes: Uint8Array<ArrayBuffer>, outlet: WaitingRoom): Uint8Array<ArrayBuffer> | ReadableStream {
  return bytes.length <= AT_ONCE_BYTES_MAX ? bytes : new LargeBody(bytes, outlet).stream;
}

class LargeBody implements Holder {
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly #outlet: WaitingRoom;
  readonly #cancelTimeout: () => void;
  #rest: Uint8Array<ArrayBuffer>;
  #controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined;

  constructor(bytes: Uint8Array<ArrayBuffer>, outlet: WaitingRoom) {
    this.#rest = bytes;
    this.#outlet = outlet;
    this.#cancelTimeout = outlet.clock.after(limits.slowConnectionTimeoutMs, () => this.drop());
    this.stream = new ReadableStream(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: (controller) => {
          controller.enqueue(this.#rest.subarray(0, CHUNK_BYTES));
          this.#rest = this.#rest.subarray(CHUNK_BYTES);
          if (this.#rest.length > 0) outlet.waiting.note(this, this.#rest.length);
          else {
            this.#release();
            controller.close();
          }
        },
        cancel: () => this.#release(),
      },
      { highWaterMark: 0 },
    );
    outlet.waiting.note(this, bytes.length);
  }

  get waitingBytes(): number {
    return this.#rest.length;
  }

  drop(): void {
    const controller = this.#controller;
    if (controller === undefined) return;
    this.#release();
    controller.error(new Error("the client does not take the answer"));
  }

  #release(): void {
    this.#controller = undefined;
    this.#rest = new Uint8Array(0);
    this.#cancelTimeout();
    this.#outlet.waiting.note(this, 0);
  }
}
