import type { Clock, MonotonicMs } from "../../clock.ts";
import type { MessageOn, Range, Row, TableState } from "./messages.ts";
import { everything, without } from "./ranges.ts";

/** A change that is missing may only be late: it is waited for so long. */
const LATE_MS = 1_000;
/** Changes that wait for an earlier one. */
const HELD_MAX = 64;
/** A question whose answers do not come is asked again after this. */
const ASK_INTERVAL_MS = 2_000;
/** Of one question: more ranges are asked for as one. */
const RANGES_ASKED_MAX = 50;

type Message<Type> = Extract<MessageOn<"presence">, { type: Type }>;
/** Answers with what is to be kept of the row. */
type RowListener = (key: string, value: unknown) => unknown;

/** What is asked for, because changes were missed. */
interface Missing {
  ranges: readonly Range[];
  /** Older answers do not count. */
  readonly since: number;
  /** By key: the version of the last row that came. What is not here when all ranges came is gone. */
  readonly seen: Map<string, number>;
}

/**
 * The rows of another node. Its changes come in order, or wait a moment for those before; what was missed is asked for, range by range, until all of it came. So
 * a lost message is made good within `HEALED_WITHIN_MS` of the next that comes through, and what did come is used at once.
 */
export class OtherTable {
  readonly #clock: Clock;
  readonly #onRow: RowListener;
  readonly #rows = new Map<string, unknown>();
  readonly #held = new Map<number, Message<"delta">>();
  #heldSince: MonotonicMs | undefined;
  #missing: Missing | undefined;
  #askedAt: MonotonicMs | undefined;
  #version: number;
  /** A version that the node told, which may be beyond all changes that came. */
  #awaited: number;

  /** `onRow` is told of every row that is another than before, `undefined` for one that is gone. */
  constructor(clock: Clock, version: number, onRow: RowListener) {
    this.#clock = clock;
    this.#onRow = onRow;
    this.#version = version;
    this.#awaited = version;
    this.miss();
  }

  get(key: string): unknown {
    return this.#rows.get(key);
  }

  delta(delta: Message<"delta">): void {
    if (delta.version <= this.#version) return;
    this.#held.set(delta.version, delta);
    this.#applyHeld();
    this.#heldSince = this.#isBehind ? (this.#heldSince ?? this.#clock.monotonicNow()) : undefined;
    if (this.#held.size > HELD_MAX) this.#giveUpLate();
  }

  part({ version, range, rows }: Message<"part">): void {
    const missing = this.#missing;
    if (missing === undefined || version < missing.since) return;
    for (const [key, value] of rows) {
      if ((missing.seen.get(key) ?? -1) <= version) this.#set(key, value, version);
    }
    missing.ranges = without(missing.ranges, range);
    // The others are on their way.
    this.#askedAt = this.#clock.monotonicNow();
    if (missing.ranges.length > 0) return;
    this.#missing = undefined;
    for (const key of [...this.#rows.keys()]) if (!missing.seen.has(key)) this.#delete(key);
  }

  /** The node says where its table stands. */
  told({ version, size }: TableState): void {
    this.#awaited = Math.max(this.#awaited, version);
    if (this.#isBehind) this.#heldSince ??= this.#clock.monotonicNow();
    else if (version === this.#version && this.#missing === undefined && size !== null && size !== this.#rows.size) this.miss();
  }

  /** Changes may have been missed: everything is asked for again. What is known holds meanwhile. */
  miss(): void {
    this.#missing = { ranges: [everything], since: this.#version, seen: new Map() };
    this.#askedAt = undefined;
  }

  /** What to ask the node for now. Called again and again. */
  question(): readonly Range[] | undefined {
    if (this.#heldSince !== undefined && this.#clock.elapsedMs(this.#heldSince) >= LATE_MS) this.#giveUpLate();
    if (this.#missing === undefined) return undefined;
    if (this.#askedAt !== undefined && this.#clock.elapsedMs(this.#askedAt) < ASK_INTERVAL_MS) return undefined;
    this.#askedAt = this.#clock.monotonicNow();
    const { ranges } = this.#missing;
    return ranges.length <= RANGES_ASKED_MAX ? ranges : [...ranges.slice(0, RANGES_ASKED_MAX - 1), restOf(ranges)];
  }

  /** The node is gone, and its rows with it. */
  clear(): void {
    for (const key of [...this.#rows.keys()]) this.#delete(key);
  }

  get #isBehind(): boolean {
    return this.#held.size > 0 || this.#awaited > this.#version;
  }

  #applyHeld(): void {
    for (let next = this.#held.get(this.#version + 1); next !== undefined; next = this.#held.get(this.#version + 1)) {
      this.#apply(next);
    }
  }

  #apply({ version, rows }: Message<"delta">): void {
    this.#held.delete(version);
    this.#version = version;
    this.#setAll(rows, version);
  }

  #setAll(rows: readonly Row[], version: number): void {
    for (const [key, value] of rows) this.#set(key, value, version);
  }

  /** What is late is lost. The changes after it are used all the same. */
  #giveUpLate(): void {
    this.#heldSince = undefined;
    if (!this.#isBehind) return;
    for (const version of [...this.#held.keys()].toSorted((one, other) => one - other)) {
      const delta = this.#held.get(version);
      if (delta !== undefined) this.#apply(delta);
    }
    this.#version = Math.max(this.#version, this.#awaited);
    this.miss();
  }

  #set(key: string, value: unknown, version: number): void {
    this.#missing?.seen.set(key, version);
    if (value === null) this.#delete(key);
    else {
      // Before it is told: the listener may ask for all rows.
      this.#rows.set(key, value);
      this.#rows.set(key, this.#onRow(key, value));
    }
  }

  #delete(key: string): void {
    if (this.#rows.delete(key)) this.#onRow(key, undefined);
  }
}

/** From the last range that is asked for by itself to the end. */
function restOf(ranges: readonly Range[]): Range {
  const [from] = ranges[RANGES_ASKED_MAX - 1] ?? everything;
  return [from, null];
}
