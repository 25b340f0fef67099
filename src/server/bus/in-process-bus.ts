import { newId } from "../../protocol/ids.ts";
import type { Log } from "../log.ts";
import type { Bus, BusListener, Subject } from "./bus.ts";
import { BusListeners } from "./bus-listeners.ts";
import { assertMessageText } from "./packet.ts";

/** What several nodes in one process have in place of a network. */
export class InProcessNetwork {
  readonly #buses = new Set<InProcessBus>();
  #isCut = false;

  open(log: Pick<Log, "error">): Bus {
    const bus = new InProcessBus(this.#buses, () => this.#isCut, log);
    this.#buses.add(bus);
    return bus;
  }

  /** From now on all messages are lost. */
  cut(): void {
    this.#isCut = true;
  }

  mend(): void {
    if (!this.#isCut) return;
    this.#isCut = false;
    for (const { listeners } of this.#buses) listeners.reconnected();
  }
}

class InProcessBus implements Bus {
  readonly nodeId = newId("n");
  readonly listeners: BusListeners;
  readonly #buses: Set<InProcessBus>;
  readonly #isCut: () => boolean;

  constructor(buses: Set<InProcessBus>, isCut: () => boolean, log: Pick<Log, "error">) {
    this.listeners = new BusListeners(log);
    this.#buses = buses;
    this.#isCut = isCut;
  }

  get isConnected(): boolean {
    return this.#buses.has(this) && !this.#isCut();
  }

  publish(subject: Subject, text: string): void {
    assertMessageText(text);
    if (!this.isConnected) return;
    const others = [...this.#buses].filter((bus) => bus !== this);
    // Not at once: over a network no listener runs before the publisher goes on.
    queueMicrotask(() => {
      for (const { listeners } of others) listeners.deliver(subject, text, this.nodeId);
    });
  }

  subscribe(subject: Subject, listener: BusListener): () => void {
    return this.listeners.subscribe(subject, listener);
  }

  onReconnect(listener: () => void): () => void {
    return this.listeners.onReconnect(listener);
  }

  async close(): Promise<void> {
    this.#buses.delete(this);
    this.listeners.clear();
  }
}
