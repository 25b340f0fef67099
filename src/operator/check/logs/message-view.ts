import type { MessageDetails } from "../../../server/storage/sql/event-rows.ts";
import type { LogContext } from "./log-rule.ts";
import type { NotedChange } from "./noted-changes.ts";
import type { SeqRange, StoredEvent } from "./stored-event.ts";

/** A message whose row has more than a text, or of which the log or another table says something. */
export interface MessageView {
  readonly row: StoredEvent;
  readonly authorKey: number;
  readonly details: MessageDetails;
  /** What the log has further on, in order. */
  readonly changes: readonly NotedChange[];
  /** Whether it must be deleted without an event that says so: its author was deleted, or its room. */
  readonly isErased: boolean;
  /** Its author was deleted, and what they said is on its way out: both states are right. */
  readonly isBeingErased: boolean;
}

/** The views of the messages of one range, by seq. */
export interface ViewedRange extends SeqRange {
  readonly views: ReadonlyMap<number, MessageView>;
  /** The types of all events of the range. */
  readonly typeAt: (seq: number) => string | undefined;
}

/** What must hold of the messages of a range. */
export interface MessageRule {
  check(range: ViewedRange): void;
}

export type NewMessageRule = (context: LogContext) => MessageRule;

export function isDeleted({ details }: MessageView): boolean {
  return details.deleted === 1;
}

/** Whether the log has a deletion of it. */
export function isDeletedByEvent({ changes }: MessageView): boolean {
  return changes.some(({ type }) => type === "delete");
}
