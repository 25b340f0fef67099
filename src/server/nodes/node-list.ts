import type { Clock, MonotonicMs } from "../../clock.ts";
import type { Bus } from "../bus/bus.ts";
import { type NodeReport, publish, subscribe, type TableState } from "./messages.ts";

/** How often a node says that it is there … */
export const BEAT_INTERVAL_MS = 5_000;
/** … and when a silent one is gone. */
export const SILENT_MS_MAX = 20_000;
const LOOK_INTERVAL_MS = 1_000;
/** Further nodes are not counted. */
const NODES_MAX = 64;
/** Nodes that said goodbye and are remembered: a message of theirs may come late. */
const LEFT_MAX = 200;

/** A node, as it told of itself the last time. */
export interface NodeEntry extends NodeReport {
  readonly id: string;
  /** For how long nothing was heard of it; 0 for this one. */
  readonly silentMs: number;
}

interface NodeListParts {
  readonly bus: Bus;
  readonly clock: Clock;
  /** What other nodes are told of this one's table of who is online. */
  readonly table: () => TableState;
  readonly onBeat: (nodeId: string, table: TableState) => void;
  /** It said goodbye: its users come back at other nodes. */
  readonly onLeaving: (nodeId: string) => void;
  readonly onGone: (nodeId: string) => void;
}

interface Heard {
  readonly report: NodeReport;
  at: MonotonicMs;
}

/** The nodes that are there, by their signs of life. */
export class NodeList {
  readonly #parts: NodeListParts;
  readonly #heard = new Map<string, Heard>();
  readonly #left = new Set<string>();
  readonly #stop: (() => void)[];
  #report: (() => NodeReport) | undefined;

  constructor(parts: NodeListParts) {
    const { bus, clock } = parts;
    this.#parts = parts;
    this.#stop = [
      clock.every(LOOK_INTERVAL_MS, () => this.#look()),
      clock.every(BEAT_INTERVAL_MS, () => this.beat()),
      subscribe(bus, "nodes", (message, from) => {
        if (message.type === "goodbye") this.#goodbye(from);
        else this.#beaten(from, message.report, message.table);
      }),
    ];
  }

  /** Says from now on that this node is there. */
  begin(report: () => NodeReport): void {
    this.#report = report;
    this.beat();
  }

  beat(): void {
    if (this.#report === undefined) return;
    publish(this.#parts.bus, "nodes", { type: "beat", report: this.#report(), table: this.#parts.table() });
  }

  /** This one first, once it has begun. */
  get entries(): readonly NodeEntry[] {
    const { bus, clock } = this.#parts;
    const own = this.#report === undefined ? [] : [{ id: bus.nodeId, ...this.#report(), silentMs: 0 }];
    const others = [...this.#heard].map(([id, { report, at }]) => ({
      ...{ id, ...report },
      silentMs: Math.round(clock.elapsedMs(at)),
    }));
    return [...own, ...others.toSorted((one, other) => (one.name < other.name ? -1 : 1))];
  }

  /** Begins nothing more, and tells the others. */
  leave(): void {
    this.#report = undefined;
    publish(this.#parts.bus, "nodes", { type: "goodbye" });
  }

  close(): void {
    for (const stop of this.#stop) stop();
  }

  #beaten(nodeId: string, report: NodeReport, table: TableState): void {
    if (this.#left.has(nodeId)) return;
    const isNew = !this.#heard.has(nodeId);
    if (isNew && this.#heard.size >= NODES_MAX) return;
    this.#heard.set(nodeId, { report, at: this.#parts.clock.monotonicNow() });
    // A node that has just started knows of the others at once.
    if (isNew) this.beat();
    this.#parts.onBeat(nodeId, table);
  }

  #goodbye(nodeId: string): void {
    const [oldest] = this.#left.add(nodeId);
    if (this.#left.size > LEFT_MAX && oldest !== undefined) this.#left.delete(oldest);
    if (this.#heard.delete(nodeId)) this.#parts.onLeaving(nodeId);
  }

  /** While the bus is cut, this node is deaf and the others are not silent. */
  #look(): void {
    const { bus, clock, onGone } = this.#parts;
    for (const [nodeId, heard] of this.#heard) {
      if (!bus.isConnected) heard.at = clock.monotonicNow();
      if (clock.elapsedMs(heard.at) < SILENT_MS_MAX) continue;
      this.#heard.delete(nodeId);
      onGone(nodeId);
    }
  }
}
