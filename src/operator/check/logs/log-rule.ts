import type { Database } from "../../../server/storage/sql/database.ts";
import type { Findings } from "../findings.ts";
import type { CheckedLog } from "./checked-log.ts";
import type { PeopleOfLog } from "./people-of-log.ts";
import type { SeqRange, StoredEvent } from "./stored-event.ts";

/** One log in one moment. */
export interface LogContext {
  readonly database: Database;
  readonly findings: Findings;
  readonly log: CheckedLog;
  readonly people: PeopleOfLog;
}

/** What must hold of a log. It is read once, from its end: what changed a message is known before the message comes. */
export interface LogRule {
  /** The events of a range, the newest first. Ranges follow each other without a gap, down to the floor. */
  read(events: readonly StoredEvent[], range: SeqRange): void;
  end?(): void;
}
