import type { BatchAnswer, Call } from "./calls.ts";

/** What a thread does with its database. */
export interface Service {
  run(calls: readonly Call[]): BatchAnswer;
  /** Work that nobody waits for. */
  afterAnswer?(): void;
  close(): void;
}

/** From the main thread: what to open, then batches, then the end. */
export type Request = { readonly open: string } | { readonly calls: readonly Call[] } | "close";

/**
 * Turns this thread into a server of batches. Every request is answered with one string: a batch with its answers, the
 * two others with "{}". What is thrown here ends the thread, and the main thread hears of it.
 */
export function serve(open: (file: string) => Service): void {
  let service: Service | undefined;
  globalThis.onmessage = ({ data }: MessageEvent<string>) => {
    const request = JSON.parse(data) as Request;
    if (request === "close") {
      service?.close();
      globalThis.postMessage("{}");
    } else if ("open" in request) {
      service = open(request.open);
      globalThis.postMessage("{}");
    } else if (service) {
      globalThis.postMessage(JSON.stringify(service.run(request.calls)));
      service.afterAnswer?.();
    }
  };
}
