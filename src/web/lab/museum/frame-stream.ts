import { signal } from "@preact/signals";
import type { LabFrameMessage } from "../../../protocol/lab.ts";
import { readFrameMessage } from "./frame-message.ts";

interface FrameEvent {
  readonly atMs: number;
  readonly message: LabFrameMessage;
}

interface FrameDocument {
  /** The whole document as HTML. It only grows. */
  readonly byteLength: number;
  /** `loading` until the server ends it. */
  readonly readyState: DocumentReadyState;
}

const EVENTS_MAX = 100;

/** The events of an iframe whose document does not end, and how large that document has become. */
export class FrameStream {
  readonly events = signal<readonly FrameEvent[]>([]);
  /** Undefined before its first event. */
  readonly document = signal<FrameDocument | undefined>(undefined);
  #frame: HTMLIFrameElement | undefined;
  #startedAt = 0;

  begin(frame: HTMLIFrameElement): void {
    this.#frame = frame;
    this.#startedAt = performance.now();
    this.events.value = [];
    this.document.value = undefined;
  }

  /** A message of any window: it counts if this frame sent it, from this origin, in the shape of an event. */
  receive({ source, origin, data }: MessageEvent): void {
    if (this.#frame === undefined || source !== this.#frame.contentWindow || origin !== location.origin) return;
    const message = readFrameMessage(data);
    if (message === undefined) return;
    const atMs = Math.round(performance.now() - this.#startedAt);
    this.events.value = [...this.events.peek(), { atMs, message }].slice(-EVENTS_MAX);
    this.measure();
  }

  /** Looks again: nothing tells when a document grows, and the heartbeat is a comment. */
  measure(): void {
    const frameDocument = this.#frame?.contentDocument;
    if (!frameDocument || this.events.peek().length === 0) return;
    const byteLength = new TextEncoder().encode(frameDocument.documentElement.outerHTML).length;
    this.document.value = { byteLength, readyState: frameDocument.readyState };
  }
}
