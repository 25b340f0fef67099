import type { HitRange, LogEntry, Timeline, TimelineOptions } from "../../client/index.ts";
import type { MarkedText } from "./marked-text.ts";

/** A notice of the program itself, after the entry with that seq. */
export interface Notice {
  readonly text: string;
  /** Parts of it that stand out. */
  readonly marks?: readonly HitRange[];
  readonly afterSeq: number;
}

const ROWS_MAX = 10_000;
const NOTICES_MAX = 200;

/** The loaded part of one conversation, and notices between its entries. */
export class TerminalLog {
  readonly timeline: Timeline;
  /** Ascending, like the entries. */
  notices: readonly Notice[] = [];
  /** Goes up with every change. */
  version = 0;

  constructor(open: (options: TimelineOptions) => Timeline, onChange: () => void) {
    this.timeline = open({ rowsMax: ROWS_MAX });
    this.timeline.onChange(() => {
      this.version += 1;
      onChange();
    });
  }

  get entries(): readonly LogEntry[] {
    return this.timeline.entries;
  }

  /** Reads one more page of the past. Says whether there was one to read; rejects with the reason when it cannot be read. */
  async loadOlder(): Promise<boolean> {
    const { timeline } = this;
    if (!timeline.isLoaded || !timeline.hasOlder) return false;
    await timeline.loadOlder();
    if (timeline.error !== undefined) throw timeline.error;
    return true;
  }

  say(line: string | MarkedText): void {
    const notice = typeof line === "string" ? { text: line } : line;
    const afterSeq = this.entries.at(-1)?.seq ?? this.notices.at(-1)?.afterSeq ?? 0;
    this.notices = [...this.notices, { ...notice, afterSeq }].slice(-NOTICES_MAX);
    this.version += 1;
  }
}
