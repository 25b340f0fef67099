import type { BatchAnswer, Call } from "./calls.ts";

/** Tells the operator something, through the log of the main thread. */
export type Notify = (sentence: string) => void;

/** The work of one thread. */
export interface Service {
  run(calls: readonly Call[]): BatchAnswer;
  /** Work that no caller waits for. It must not throw: unfinished work is left for later. */
  afterAnswer?(): void;
  close(): void;
}

/** From the main thread as text: batches, then the end. What to open comes before, as it is: a text, or what is shared or transferred. */
export type Request = { readonly calls: readonly Call[] } | "close";

export interface Opening<Place> {
  readonly open: Place;
}

/** To the main thread. Every request is answered once; notices come in between. */
export type Message = BatchAnswer | { readonly notice: string } | Record<string, never>;

/**
 * Makes this thread a server of batches. Every request is answered with one string: a batch with its answers, the
 * two others with "{}". What is thrown here ends the thread, and the main thread hears of it.
 */
export function serve<Place = string>(open: (place: Place, notify: Notify) => Service): void {
  let service: Service | undefined;
  const post = (message: Message): void => globalThis.postMessage(JSON.stringify(message));
  globalThis.onmessage = ({ data }: MessageEvent<string | Opening<Place>>) => {
    if (typeof data !== "string") {
      service = open(data.open, (notice) => post({ notice }));
      post({});
      return;
    }
    const request = JSON.parse(data) as Request;
    if (request === "close") {
      service?.close();
      post({});
    } else if (service) {
      post(service.run(request.calls));
      service.afterAnswer?.();
    }
  };
}
