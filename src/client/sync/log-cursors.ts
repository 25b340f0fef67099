import type { ReceivedLogEvent } from "../../protocol/events.ts";
import type { Events } from "../../protocol/frames/events.ts";

interface Cursor {
  /** The last event that was applied. */
  seq: number;
  /** Whether a hole is being mended, and whether that already lasts for a heartbeat. */
  repair: "none" | "asked" | "overdue";
}

/** The result of applying a frame. */
export interface Taken {
  /** Events that were not held yet, in order. */
  readonly fresh: readonly ReceivedLogEvent[];
  /** There is a hole: the client must resume here, once per hole and not once per frame that shows it. */
  readonly resumeAfter?: number;
}

export interface Behind {
  readonly logId: string;
  readonly after: number;
  readonly isOverdue: boolean;
}

/** How far this client has applied each log that it follows [P8]. Nothing but `take` and a gap moves a cursor. */
export class LogCursors {
  readonly #cursors = new Map<string, Cursor>();

  /** Begins after `seq`. A log that is followed already stays where it is. */
  follow(logId: string, seq: number): void {
    if (!this.#cursors.has(logId)) this.#cursors.set(logId, { seq, repair: "none" });
  }

  unfollow(logId: string): void {
    this.#cursors.delete(logId);
  }

  clear(): void {
    this.#cursors.clear();
  }

  seqOf(logId: string): number | undefined {
    return this.#cursors.get(logId)?.seq;
  }

  get logIds(): readonly string[] {
    return [...this.#cursors.keys()];
  }

  /** A new connection delivers from the cursors: the requests of the old one are forgotten. */
  forgetRepairs(): void {
    for (const cursor of this.#cursors.values()) cursor.repair = "none";
  }

  /** [P15] [P16] */
  take(frame: Events): Taken {
    const cursor = this.#cursors.get(frame.logId);
    // Frames of a log that was left a moment ago are still on their way.
    if (cursor === undefined) return { fresh: [] };
    const fresh = frame.events.filter((event) => event.seq > cursor.seq);
    if (frame.after > cursor.seq || hasHole(fresh, cursor.seq)) {
      if (cursor.repair !== "none") return { fresh: [] };
      cursor.repair = "asked";
      return { fresh: [], resumeAfter: cursor.seq };
    }
    const last = fresh.at(-1);
    if (last === undefined) return { fresh: [] };
    cursor.seq = last.seq;
    cursor.repair = "none";
    return { fresh };
  }

  /** [P17] Whether the cursor moved. Only a replaced past moves it back: otherwise events would be applied twice. */
  skip(logId: string, after: number, isReplaced: boolean): boolean {
    const cursor = this.#cursors.get(logId);
    if (cursor === undefined || cursor.seq === after || (cursor.seq > after && !isReplaced)) return false;
    cursor.seq = after;
    cursor.repair = "none";
    return true;
  }

  /**
   * [P20] The logs whose head lies beyond the cursor, and from where to resume them. A running request gets one more
   * heartbeat before it is asked for again, as `isOverdue`: its events may be on their way.
   */
  behind(heads: Readonly<Record<string, number>>): Behind[] {
    const behind: Behind[] = [];
    for (const [logId, head] of Object.entries(heads)) {
      const cursor = this.#cursors.get(logId);
      if (cursor === undefined || head <= cursor.seq) continue;
      if (cursor.repair === "asked") {
        cursor.repair = "overdue";
      } else {
        behind.push({ logId, after: cursor.seq, isOverdue: cursor.repair === "overdue" });
        cursor.repair = "asked";
      }
    }
    return behind;
  }
}

function hasHole(events: readonly ReceivedLogEvent[], after: number): boolean {
  return events.some((event, index) => event.seq !== after + 1 + index);
}
