import type { Clock } from "../../../clock.ts";
import { BUS_MESSAGE_BYTES_MAX, type Bus, type BusListener, type Subject } from "../../bus/bus.ts";

/** What a bus does wrong, each with a probability. */
export interface Faults {
  lost: number;
  repeated: number;
  /** Overtaken by later messages. */
  late: number;
}

const LATE_MS_MAX = 700;

interface End {
  readonly bus: Bus;
  readonly listeners: Map<Subject, Set<BusListener>>;
  readonly reconnected: Set<() => void>;
  isConnected: boolean;
}

/** Buses between the nodes of a test: without faults a message is there at once. */
export class FaultyBuses {
  readonly faults: Faults = { lost: 0, repeated: 0, late: 0 };
  /** Messages that were published, and their bytes, by subject. */
  readonly sent = new Map<Subject, { count: number; bytes: number }>();
  readonly #ends: End[] = [];
  readonly #clock: Clock;
  readonly #random: () => number;

  constructor(clock: Clock, random: () => number = Math.random) {
    this.#clock = clock;
    this.#random = random;
  }

  connect(nodeId: string): Bus {
    const listeners: End["listeners"] = new Map();
    const reconnected = new Set<() => void>();
    const bus: Bus = {
      nodeId,
      get isConnected() {
        return end.isConnected;
      },
      publish: (subject, text) => {
        const bytes = Buffer.byteLength(text);
        if (bytes > BUS_MESSAGE_BYTES_MAX) throw new Error(`a message of ${bytes} bytes on ${subject}`);
        const sent = this.sent.get(subject) ?? { count: 0, bytes: 0 };
        this.sent.set(subject, { count: sent.count + 1, bytes: sent.bytes + bytes });
        if (!end.isConnected) return;
        for (const other of this.#ends) if (other !== end) this.#carry(other, subject, text, nodeId);
      },
      subscribe(subject, listener) {
        const known = listeners.get(subject) ?? new Set();
        listeners.set(subject, known.add(listener));
        return () => known.delete(listener);
      },
      onReconnect(listener) {
        reconnected.add(listener);
        return () => void reconnected.delete(listener);
      },
      close: () => Promise.resolve(),
    };
    const end: End = { bus, listeners, reconnected, isConnected: true };
    this.#ends.push(end);
    return bus;
  }

  /** Nothing reaches the node, and nothing of it the others. */
  cut(nodeId: string): void {
    for (const end of this.#ends) if (end.bus.nodeId === nodeId) end.isConnected = false;
  }

  mend(nodeId: string): void {
    for (const end of this.#ends) {
      if (end.bus.nodeId !== nodeId) continue;
      end.isConnected = true;
      for (const listener of end.reconnected) listener();
    }
  }

  #carry(to: End, subject: Subject, text: string, from: string): void {
    const { lost, repeated, late } = this.faults;
    if (this.#random() < lost) return;
    const times = this.#random() < repeated ? 2 : 1;
    for (let time = 0; time < times; time += 1) {
      const deliver = (): void => {
        if (to.isConnected) for (const listener of to.listeners.get(subject) ?? []) listener(text, from);
      };
      if (this.#random() < late) this.#clock.after(this.#random() * LATE_MS_MAX, deliver);
      else deliver();
    }
  }
}
