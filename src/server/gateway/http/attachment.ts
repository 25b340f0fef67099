import { bufferedBytesMax } from "../transport.ts";
import { eventStreamType, paddingBytes } from "./event-stream.ts";

/** One HTTP response through which a connection's frames leave, until it ends. */
export interface Attachment {
  /** Whether it is held open for what is still to come. */
  readonly isHeld: boolean;
  /** To be given to the client at once, or when it is complete. */
  readonly response: Response | Promise<Response>;
  /** False when more than `bufferedBytesMax` wait to be taken; `onDrained` tells when they were. */
  write(bytes: Uint8Array<ArrayBuffer>): boolean;
  /** Everything that is due was written. */
  idle(): void;
  /** Says nothing, where that keeps a connection alive. */
  heartbeat(bytes: Uint8Array<ArrayBuffer>): void;
  /** Completes the response with these last words. It is not written to any more. */
  end(lastWords?: Uint8Array<ArrayBuffer>): void;
}

export interface AttachmentListener {
  onDrained(): void;
  /** Nothing more leaves through it: it ended, or the client went away. Called once, and not by `end`. */
  onGone(attachment: Attachment): void;
  /** `end` was called, and has not ended it yet. */
  onEnding(): void;
}

// No proxy may keep, change or collect what is meant for one client, now.
const headers = {
  "Content-Type": eventStreamType,
  "Cache-Control": "no-store, no-transform",
  "X-Accel-Buffering": "no",
};

/** Frames leave as they come, until somebody ends it. */
export class StreamedAttachment implements Attachment {
  readonly isHeld = true;
  readonly response: Response;
  readonly #listener: AttachmentListener;
  #controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined;
  #isFull = false;

  constructor(listener: AttachmentListener) {
    this.#listener = listener;
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        start: (controller) => {
          this.#controller = controller;
          controller.enqueue(paddingBytes);
        },
        pull: ({ desiredSize }) => {
          if (!this.#isFull || desiredSize !== bufferedBytesMax) return;
          this.#isFull = false;
          listener.onDrained();
        },
        cancel: () => {
          this.#controller = undefined;
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
    this.#isFull = (this.#controller.desiredSize ?? 0) <= 0;
    return !this.#isFull;
  }

  idle(): void {
    // What is still to come may take as long as it likes.
  }

  heartbeat(bytes: Uint8Array<ArrayBuffer>): void {
    if (!this.#isFull) this.write(bytes);
  }

  end(lastWords?: Uint8Array<ArrayBuffer>): void {
    this.#listener.onEnding();
    const controller = this.#controller;
    this.#controller = undefined;
    // A client that takes nothing would not take last words either.
    if (this.#isFull) controller?.error();
    else {
      if (lastWords !== undefined) controller?.enqueue(lastWords);
      controller?.close();
    }
  }
}

export interface CollectedOptions {
  readonly isHeld: boolean;
  /** What is due is still being read; `idle` will tell when that is over. */
  readonly isBusy: boolean;
  /** Calls back when what was gathered may leave: in the next turn of the event loop at the earliest. */
  readonly gather: (callback: () => void) => void;
}

/** Frames are gathered, and leave together: soon after the first, or when the wait is over. */
export class CollectedAttachment implements Attachment {
  readonly isHeld: boolean;
  readonly response: Promise<Response>;
  readonly #listener: AttachmentListener;
  readonly #gather: CollectedOptions["gather"];
  readonly #chunks: Uint8Array<ArrayBuffer>[] = [];
  #byteCount = 0;
  #isBusy: boolean;
  #isEnding = false;
  #resolve: (response: Response) => void = () => {};

  constructor(listener: AttachmentListener, { isHeld, isBusy, gather }: CollectedOptions) {
    this.#listener = listener;
    this.#gather = gather;
    this.isHeld = isHeld;
    this.#isBusy = isBusy;
    this.response = new Promise((resolve) => {
      this.#resolve = resolve;
    });
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

  end(lastWords?: Uint8Array<ArrayBuffer>): void {
    this.#listener.onEnding();
    if (lastWords !== undefined) this.#chunks.push(lastWords);
    const [only = new Uint8Array(0)] = this.#chunks;
    this.#resolve(new Response(this.#chunks.length > 1 ? Buffer.concat(this.#chunks) : only, { headers }));
  }

  #endSoon(): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.#gather(() => this.#listener.onGone(this));
  }
}
