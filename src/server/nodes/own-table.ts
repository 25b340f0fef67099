import { BUS_MESSAGE_BYTES_MAX, type Bus } from "../bus/bus.ts";
import { publish, type Range, type Row, type TableState } from "./messages.ts";
import { isWithin } from "./ranges.ts";

/** Room in a message beside its rows: the type, the version, the range. */
const FRAME_BYTES = 400;
const ROWS_BYTES_MAX = BUS_MESSAGE_BYTES_MAX - FRAME_BYTES;
/** In one flush; the others follow in the next: a crowd that comes at once must not stop the server. */
const MESSAGES_PER_FLUSH_MAX = 32;
/** Ranges of one question that are looked at. */
const RANGES_MAX = 100;

interface Due {
  readonly keys: readonly string[];
  next: number;
  /** As of which the keys are complete. */
  readonly version: number;
  from: string;
  readonly to: Range[1];
}

/**
 * What this node tells all others, as rows. A change is told in the next flush, with a version one higher than that of the message before, so that a
 * listener notices what it missed; all rows of a range are told when they are asked for.
 */
export class OwnTable {
  readonly #bus: Bus;
  /** Makes a row when it is told: `undefined` for one that is gone. */
  readonly #read: (key: string) => unknown;
  readonly #keys = new Set<string>();
  readonly #changed = new Set<string>();
  #asked: Range[] = [];
  /** The range that is being told. */
  #due: Due | undefined;
  #version = 0;

  constructor(bus: Bus, read: (key: string) => unknown) {
    this.#bus = bus;
    this.#read = read;
  }

  /** Where the others stand when they have heard everything; the size is not known while something waits to be told. */
  get state(): TableState {
    return { version: this.#version, size: this.#changed.size === 0 ? this.#keys.size : null };
  }

  /** The row is there, and may be another one. */
  set(key: string): void {
    this.#keys.add(key);
    this.#changed.add(key);
  }

  delete(key: string): void {
    if (this.#keys.delete(key)) this.#changed.add(key);
  }

  /** Another node wants these rows. What several nodes ask for at once is told once. */
  asked(ranges: readonly Range[]): void {
    this.#asked.push(...ranges.slice(0, RANGES_MAX));
    if (this.#asked.length > RANGES_MAX) this.#asked = [["", null]];
  }

  /** Tells what changed, and goes on with what was asked for. */
  flush(): void {
    let sent = 0;
    for (; sent < MESSAGES_PER_FLUSH_MAX && this.#changed.size > 0; sent += 1) {
      const rows = this.#rowsThatFit(this.#changed);
      for (const [key] of rows) this.#changed.delete(key);
      this.#version += 1;
      publish(this.#bus, "presence", { type: "delta", version: this.#version, rows });
    }
    for (; sent < MESSAGES_PER_FLUSH_MAX && this.#tellPart(); sent += 1);
  }

  /** False when nothing is asked for. */
  #tellPart(): boolean {
    this.#due ??= this.#begin(this.#asked.shift());
    const due = this.#due;
    if (due === undefined) return false;
    const rows = this.#rowsThatFit(due.keys.values().drop(due.next));
    due.next += rows.length;
    const end = due.keys[due.next] ?? due.to;
    publish(this.#bus, "presence", {
      type: "part",
      version: due.version,
      range: [due.from, end],
      rows: rows.filter(([, value]) => value !== null),
    });
    due.from = end ?? "";
    if (due.next === due.keys.length) this.#due = undefined;
    return true;
  }

  #begin(range: Range | undefined): Due | undefined {
    if (range === undefined) return undefined;
    const keys = [...this.#keys].filter((key) => isWithin(key, range)).toSorted();
    return { keys, next: 0, version: this.#version, from: range[0], to: range[1] };
  }

  /** From the first key on; `null` for those that are gone. */
  #rowsThatFit(keys: Iterable<string>): Row[] {
    const rows: Row[] = [];
    let bytes = 0;
    for (const key of keys) {
      const row: Row = [key, (this.#keys.has(key) ? this.#read(key) : undefined) ?? null];
      // With the comma behind it.
      bytes += Buffer.byteLength(JSON.stringify(row)) + 1;
      if (bytes > ROWS_BYTES_MAX) break;
      rows.push(row);
    }
    return rows;
  }
}
