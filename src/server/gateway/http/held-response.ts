import type { Holder, WaitingBytes } from "../../limits/waiting-bytes.ts";
import { bufferedBytesMax } from "../transport.ts";
import { answerBody, type Outlet } from "./answer-body.ts";
import { eventStreamType, paddingBytes } from "./event-stream.ts";

/** One HTTP response through which a connection's frames leave, until it ends. */
export interface HeldResponse {
  /** Whether it is held open for later frames. */
  readonly isHeld: boolean;
  /** Given to the client at once, or when it is complete. */
  readonly response: Response | Promise<Response>;
  /** What the client has not taken. */
  readonly waitingBytes: number;
  /** False when more than `bufferedBytesMax` wait to be taken; `onDrained` tells when they were. */
  write(bytes: Uint8Array<ArrayBuffer>): boolean;
  /** Everything that is due was written. */
  idle(): void;
  /** Says nothing, where that keeps a connection alive. */
  heartbeat(bytes: Uint8Array<ArrayBuffer>): void;
  /** Completes the response with these last words; alone, where `isRevoked`. It is not written to any more. */
  end(lastWords?: Uint8Array<ArrayBuffer>, isRevoked?: boolean): void;
}

export interface HeldResponseListener {
  onDrained(): void;
  /** So many bytes more are on their way. */
  onWritten(byteLength: number): void;
  /** Nothing more leaves through it: it ended, or the client went away. Called once, and not by `end`. */
  onGone(heldResponse: HeldResponse): void;
  /** `end` was called, and has not ended it yet. */
  onEnding(): void;
}

/** What a streamed response is made of, beside what is written to it. */
export interface ResponseForm {
  readonly headers: Readonly<Record<string, string>>;
  readonly beginning: Uint8Array<ArrayBuffer>;
}

/** Server-sent events. No proxy may cache, change or buffer them: they are for one client, now. */
export const eventStreamForm: ResponseForm = {
  headers: {
    "Content-Type": eventStreamType,
    "Cache-Control": "no-store, no-transform",
    "X-Accel-Buffering": "no",
  },
  beginning: paddingBytes,
};

/** Fewer bytes are not worth noting. */
const NOTED_BYTES_MIN = 16 * 1024;

/** Frames leave as they come, until it is ended. */
export class StreamedResponse implements HeldResponse, Holder {
  readonly isHeld = true;
  readonly response: Response;
  readonly #listener: HeldResponseListener;
  readonly #waiting: WaitingBytes;
  #controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined;
  #isFull = false;
  #isNoted = false;

  constructor(
    listener: HeldResponseListener,
    { waiting }: Pick<Outlet, "waiting">,
    { headers, beginning }: ResponseForm = eventStreamForm,
  ) {
    this.#listener = listener;
    this.#waiting = waiting;
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        start: (controller) => {
          this.#controller = controller;
          controller.enqueue(beginning);
          listener.onWritten(beginning.length);
        },
        pull: ({ desiredSize }) => {
          if (desiredSize !== bufferedBytesMax) return;
          this.#forget();
          if (!this.#isFull) return;
          this.#isFull = false;
          listener.onDrained();
        },
        cancel: () => {
          this.#controller = undefined;
          this.#forget();
          listener.onGone(this);
        },
      },
      new ByteLengthQueuingStrategy({ highWaterMark: bufferedBytesMax }),
    );
    this.response = new Response(body, { headers });
  }

  write(bytes: Uint8Array<ArrayBuffer>): boolean {
    if (this.#controller === undefined) return false;
    this.#controller.enqueue(bytes);
    this.#listener.onWritten(bytes.length);
    const { waitingBytes } = this;
    this.#isFull = waitingBytes >= bufferedBytesMax;
    if (waitingBytes >= NOTED_BYTES_MIN) {
      this.#isNoted = true;
      this.#waiting.note(this, waitingBytes);
    }
    return !this.#isFull;
  }

  get waitingBytes(): number {
    return this.#controller === undefined ? 0 : bufferedBytesMax - (this.#controller.desiredSize ?? 0);
  }

  drop(): void {
    const controller = this.#controller;
    this.#controller = undefined;
    controller?.error(new Error("the client does not take what is sent"));
    this.#listener.onGone(this);
  }

  idle(): void {
    // Later frames may take any time.
  }

  heartbeat(bytes: Uint8Array<ArrayBuffer>): void {
    if (!this.#isFull) this.write(bytes);
  }

  end(lastWords?: Uint8Array<ArrayBuffer>, isRevoked = false): void {
    this.#listener.onEnding();
    const isTaking = isRevoked ? this.waitingBytes === 0 : !this.#isFull;
    const controller = this.#controller;
    this.#controller = undefined;
    this.#forget();
    // A client that takes nothing would not take last words either. It is told the reason when it comes back.
    if (!isTaking) controller?.error();
    else {
      if (lastWords !== undefined) {
        controller?.enqueue(lastWords);
        this.#listener.onWritten(lastWords.length);
      }
      controller?.close();
    }
  }

  #forget(): void {
    if (this.#isNoted) this.#waiting.note(this, 0);
    this.#isNoted = false;
  }
}

export interface CollectedOptions {
  readonly isHeld: boolean;
  /** Due frames are still being read; `idle` tells when that is over. */
  readonly isBusy: boolean;
  readonly outlet: Outlet;
  /** Calls back when the gathered frames may leave: in the next turn of the event loop at the earliest. */
  readonly gather: (callback: () => void) => void;
}

/** Frames are gathered, and leave together: soon after the first, or when the wait is over. */
export class CollectedResponse implements HeldResponse {
  readonly isHeld: boolean;
  readonly response: Promise<Response>;
  readonly #listener: HeldResponseListener;
  readonly #gather: CollectedOptions["gather"];
  readonly #outlet: Outlet;
  readonly #chunks: Uint8Array<ArrayBuffer>[] = [];
  #byteCount = 0;
  #isBusy: boolean;
  #isEnding = false;
  #resolve: (response: Response) => void = () => {};

  constructor(listener: HeldResponseListener, { isHeld, isBusy, outlet, gather }: CollectedOptions) {
    this.#listener = listener;
    this.#gather = gather;
    this.#outlet = outlet;
    this.isHeld = isHeld;
    this.#isBusy = isBusy;
    this.response = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  get waitingBytes(): number {
    return this.#byteCount;
  }

  write(bytes: Uint8Array<ArrayBuffer>): boolean {
    this.#chunks.push(bytes);
    this.#byteCount += bytes.length;
    const isFull = this.#byteCount > bufferedBytesMax;
    if (isFull) setImmediate(() => this.#listener.onGone(this));
    else if (!this.#isBusy) this.#endSoon();
    return !isFull;
  }

  idle(): void {
    this.#isBusy = false;
    if (!this.isHeld || this.#chunks.length > 0) this.#endSoon();
  }

  heartbeat(): void {
    // An answer that has not begun cannot be begun with nothing.
  }

  end(lastWords?: Uint8Array<ArrayBuffer>, isRevoked = false): void {
    this.#listener.onEnding();
    if (isRevoked) this.#chunks.length = 0;
    if (lastWords !== undefined) this.#chunks.push(lastWords);
    const [only = new Uint8Array(0)] = this.#chunks;
    const bytes = this.#chunks.length > 1 ? Buffer.concat(this.#chunks) : only;
    this.#listener.onWritten(bytes.length);
    this.#resolve(new Response(answerBody(bytes, this.#outlet), { headers: eventStreamForm.headers }));
  }

  #endSoon(): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.#gather(() => this.#listener.onGone(this));
  }
}
