import type { Clock } from "../../src/clock.ts";
import type { Bus, BusListener, Subject } from "../../src/server/bus/bus.ts";
import type { SeededRandom } from "./random.ts";

/** Probabilities from 0 to 1, for each message and each subscriber. */
export interface BusFaults {
  readonly lost: number;
  readonly repeated: number;
  /** Comes up to `delayMsMax` later, and so behind messages that were published after it. A repetition is delayed by itself. */
  readonly delayed: number;
  readonly delayMsMax: number;
}

export const usualFaults: BusFaults = { lost: 0.2, repeated: 0.2, delayed: 0.3, delayMsMax: 200 };

interface FaultyBusOptions {
  readonly clock: Clock;
  /** Print its seed, so that a failure can be repeated. */
  readonly random: SeededRandom;
  readonly faults?: BusFaults;
}

/** A bus that does everything that one may do: what is built upon it must not mind. Its node is that of the bus within. */
export class FaultyBus implements Bus {
  readonly #bus: Bus;
  readonly #options: FaultyBusOptions;
  readonly #cancels = new Set<() => void>();

  constructor(bus: Bus, options: FaultyBusOptions) {
    this.#bus = bus;
    this.#options = options;
  }

  get nodeId(): string {
    return this.#bus.nodeId;
  }

  get isConnected(): boolean {
    return this.#bus.isConnected;
  }

  publish(subject: Subject, text: string): void {
    this.#bus.publish(subject, text);
  }

  subscribe(subject: Subject, listener: BusListener): () => void {
    let isEnded = false;
    const unsubscribe = this.#bus.subscribe(subject, (text, fromNodeId) => {
      const deliver = (): void => {
        if (!isEnded) listener(text, fromNodeId);
      };
      for (const delayMs of this.#delays()) {
        if (delayMs === 0) deliver();
        else this.#after(delayMs, deliver);
      }
    });
    return () => {
      isEnded = true;
      unsubscribe();
    };
  }

  onReconnect(listener: () => void): () => void {
    return this.#bus.onReconnect(listener);
  }

  async close(): Promise<void> {
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
    await this.#bus.close();
  }

  /** One for each time that a message comes. */
  #delays(): number[] {
    const { random, faults = usualFaults } = this.#options;
    const times = random.chance(faults.lost) ? 0 : 1 + Number(random.chance(faults.repeated));
    return Array.from({ length: times }, () => (random.chance(faults.delayed) ? random.integer(1, faults.delayMsMax) : 0));
  }

  #after(delayMs: number, deliver: () => void): void {
    const cancel = this.#options.clock.after(delayMs, () => {
      this.#cancels.delete(cancel);
      deliver();
    });
    this.#cancels.add(cancel);
  }
}
