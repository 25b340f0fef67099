import type { Tally } from "./tally.ts";

/** Whether the storage works, and how hard. */
export interface StorageHealth {
  /** Writes something small to the disk and takes it back. Throws `unavailable` when nothing can be stored. */
  probe(): Promise<void>;
  /** Figures that exist anyway. */
  readonly load: StorageLoad;
}

export interface StorageLoad {
  /** Calls that wait for an answer. */
  readonly waiting: Readonly<Record<"writer" | "reader" | "pages" | "search", number>>;
  /** From handing a batch to the writer until its answer, which is sent after the commit: in milliseconds. */
  readonly commitMs: Tally;
  /** Calls that were committed together. */
  readonly callsPerCommit: Tally;
  /** For how long the oldest message that cannot be found yet has waited to be indexed. */
  readonly searchLagMs: number;
}
