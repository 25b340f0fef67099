import { SearchIndex, type SearchVerbs } from "../../search/search-index.ts";
import { WorkerQueue, type WorkerQueueOptions } from "../../threads/worker-queue.ts";
import type { ConnectionHost } from "../connection/connection-host.ts";

/** What a node left behind that was killed, another one indexes so soon. */
const LOOK_MS = 3_000;
/** A step takes a tenth of one of the database's cores. */
const REST_FACTOR = 9;

interface Options extends Pick<WorkerQueueOptions, "heldUntil"> {
  readonly connections: ConnectionHost;
  readonly onNotice: (notice: string) => void;
}

export function openSearchIndex({ connections, onNotice, heldUntil }: Options): SearchIndex {
  return new SearchIndex({ open, forgetScrubs: async () => {}, lookMs: LOOK_MS, restFactor: REST_FACTOR, onNotice });

  /** Without it everything else works: its end is a notice, and that it cannot begin is one of the index. */
  async function open(): Promise<WorkerQueue<SearchVerbs>> {
    const worker = new Worker(new URL("./postgres-search-thread.ts", import.meta.url));
    let isOpen = false;
    const onFatal = (error: Error): void => {
      if (isOpen) onNotice(`searching has stopped (${error.message}); it works again after a restart`);
    };
    const listener = { onCommit: () => {}, onNotice, onFatal };
    const queue = new WorkerQueue<SearchVerbs>(worker, listener, { callsPerBatchMax: 1, ...(heldUntil && { heldUntil }) });
    const end = connections.connect();
    await queue.open(end, [end.port]);
    isOpen = true;
    return queue;
  }
}
