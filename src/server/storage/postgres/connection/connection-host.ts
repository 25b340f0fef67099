import type { ConnectionName } from "./connection-options.ts";
import type { NewConnection } from "./connection-thread.ts";
import { createSharedMemory, type SharedMemory } from "./shared-answer.ts";

/** What a thread needs to ask a connection of the connections' thread. */
export interface ConnectionEnd {
  readonly port: MessagePort;
  readonly memory: SharedMemory;
}

/** The thread that has the connections of all threads that wait for them. */
export class ConnectionHost {
  readonly #worker = new Worker(new URL("./connection-thread.ts", import.meta.url));
  readonly #url: string;
  readonly #name: ConnectionName;

  constructor(url: string, onFatal: (error: Error) => void = () => {}, name: ConnectionName = "shoal node") {
    this.#url = url;
    this.#name = name;
    this.#worker.addEventListener("error", (event) => onFatal(new Error(`the connections' thread failed: ${event.message}`)));
  }

  /** The end goes to the thread that asks; transfer its port. */
  connect(): ConnectionEnd {
    const { port1, port2 } = new MessageChannel();
    const memory = createSharedMemory();
    this.#worker.postMessage({ url: this.#url, name: this.#name, port: port1, memory } satisfies NewConnection, [port1]);
    return { port: port2, memory };
  }

  close(): void {
    this.#worker.terminate();
  }
}
