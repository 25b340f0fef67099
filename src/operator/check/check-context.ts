import type { Clock } from "../../clock.ts";
import type { StoredData } from "../stored-data.ts";
import type { Findings } from "./findings.ts";

/** What was looked at, for the report. */
export interface Checked {
  logs: number;
  events: number;
  messages: number;
  files: number;
  blobs: number;
  indexedMessages: number;
}

export interface CheckContext {
  readonly stored: StoredData;
  readonly findings: Findings;
  readonly clock: Clock;
  readonly checked: Checked;
}

/** One family of rules. It reads in slices, each of one moment, so that a running server writes on and memory stays bounded. */
export interface Check {
  readonly name: string;
  /** What goes on meanwhile, such as `Reading logs`. */
  readonly label: string;
  run(context: CheckContext): void | Promise<void>;
}
