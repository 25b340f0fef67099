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

/** From the main thread: what to open, then batches, then the end. */
export type Request = { readonly open: string } | { readonly calls: readonly Call[] } | "close";

/** To the main thread. Every request is answered once; notices come in between. */
export type Message = BatchAnswer | { readonly notice: string } | Record<string, never>;

/**
 * KeyedConcurrencyLimit this thread into a server of batches. Every request is answered with one string: a batch with its answers, the
 * two others with "{}". What is thrown here ends the thread, and the main thread hears of it.
 */
export function serve(open: (file: string, notify: Notify) => Service): void {
  let service: Service | undefined;
  const post = (message: Message): void => globalThis.postMessage(JSON.stringify(message));
  globalThis.onmessage = ({ data }: MessageEvent<string>) => {
    const request = JSON.parse(data) as Request;
    if (request === "close") {
      service?.close();
      post({});
    } else if ("open" in request) {
      service = open(request.open, (notice) => post({ notice }));
      post({});
    } else if (service) {
      post(service.run(request.calls));
      service.afterAnswer?.();
    }
  };
}
