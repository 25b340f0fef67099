import type { Clock } from "../../clock.ts";
import type { Guess, GuessDelays } from "../accounts/guess-delays.ts";
import { BUS_MESSAGE_BYTES_MAX, type Bus } from "../bus/bus.ts";
import type { SharedLimit } from "../limits/spent.ts";
import { type MessageOn, publish, subscribe } from "./messages.ts";

/** How often a node tells what clients took of its limits. */
export const TELL_INTERVAL_MS = 1_000;
/** Of one limit in one interval: keys that took less than so many others are not told. */
export const KEYS_TOLD_MAX = 128;
/** Of one interval. */
const MESSAGES_MAX = 8;
/** Room beside the entries. */
const ENTRIES_BYTES_MAX = BUS_MESSAGE_BYTES_MAX - 200;
/** Serials of each node that are remembered, so that a repeated message counts once. */
const SERIALS_MAX = 256;

type Message = MessageOn<"limits">;

interface SharedPaceParts {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly delays: GuessDelays;
  /** By the name that all nodes have for it. */
  readonly limits: Readonly<Record<string, SharedLimit>>;
}

/**
 * Limits of pace that hold over all nodes, about: each node takes away what the others gave, a second later. Every message is sent twice, in two intervals, so that
 * one that is lost is no loss.
 */
export class SharedPace {
  readonly #parts: SharedPaceParts;
  readonly #limits: Map<string, SharedLimit>;
  /** By node, the oldest first. */
  readonly #serials = new Map<string, Set<number>>();
  readonly #stop: readonly (() => void)[];
  #again: Message[] = [];
  #serial = 0;

  constructor(parts: SharedPaceParts) {
    const { bus, clock, delays, limits } = parts;
    this.#parts = parts;
    this.#limits = new Map();
    for (const [name, limit] of Object.entries(limits)) this.add(name, limit);
    delays.onGuess = (guess, isRight) => this.#tellGuess(guess, isRight);
    this.#stop = [
      clock.every(TELL_INTERVAL_MS, () => this.#tell()),
      subscribe(bus, "limits", (message, fromNodeId) => this.#heard(message, fromNodeId)),
    ];
  }

  /** One more limit, by the name that all nodes have for it. */
  add(name: string, limit: SharedLimit): void {
    limit.share();
    this.#limits.set(name, limit);
  }

  /** The node is gone. */
  lost(nodeId: string): void {
    this.#serials.delete(nodeId);
  }

  close(): void {
    for (const stop of this.#stop) stop();
  }

  #tell(): void {
    for (const message of this.#again.splice(0)) publish(this.#parts.bus, "limits", message);
    const entries = [...this.#limits].flatMap(([name, limit]) =>
      limit.takeSpent(KEYS_TOLD_MAX).map(([key, amount]): Message["spent"][number] => [name, key, amount]),
    );
    let sent = 0;
    for (const spent of batchesOf(entries)) {
      if (sent === MESSAGES_MAX) return;
      sent += 1;
      this.#send({ spent, guesses: [] });
    }
  }

  /** At once: the next attempt may be at another node already. */
  #tellGuess({ name, network, device }: Guess, isRight: boolean): void {
    this.#send({ spent: [], guesses: [[name, network, device ?? null, isRight]] });
  }

  #send(told: Omit<Message, "serial">): void {
    this.#serial += 1;
    const message = { serial: this.#serial, ...told };
    publish(this.#parts.bus, "limits", message);
    this.#again.push(message);
  }

  #heard({ serial, spent, guesses }: Message, fromNodeId: string): void {
    if (!this.#isNew(serial, fromNodeId)) return;
    for (const [name, key, amount] of spent) if (amount > 0) this.#limits.get(name)?.charge(key, amount);
    for (const [name, network, device, isRight] of guesses) {
      this.#parts.delays.elsewhere({ name, network, device: device ?? undefined }, isRight);
    }
  }

  #isNew(serial: number, fromNodeId: string): boolean {
    const serials = this.#serials.get(fromNodeId) ?? new Set();
    if (serials.has(serial)) return false;
    this.#serials.set(fromNodeId, serials.add(serial));
    const [oldest] = serials;
    if (serials.size > SERIALS_MAX && oldest !== undefined) serials.delete(oldest);
    return true;
  }
}

function* batchesOf(entries: Message["spent"]): Iterable<Message["spent"]> {
  let batch: Message["spent"] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = Buffer.byteLength(JSON.stringify(entry)) + 1;
    if (bytes + size > ENTRIES_BYTES_MAX) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(entry);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
