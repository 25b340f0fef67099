import type { Retention } from "../../protocol/retention.ts";

/** What is kept for how long. A conversation keeps what its own rules and the server's let it keep, whichever is less [P190]. */
export interface RetentionRecords {
  /**
   * The time up to which the server has lived, for retention: at most `stepMs` further than at the last call, and never beyond `now`. So a clock that
   * jumps forward makes little old at once. Survives a restart.
   */
  advanceTime(now: number, stepMs: number): Promise<number>;
  /** One step of trimming a conversation: at most `limit` places. Floor, events and all that belongs to them change in one transaction. */
  trimLog(trimming: Trimming): Promise<Trimmed>;
  /** Conversations that have a rule of their own, or something that would go, in an order of the storage's own. */
  listRetention(query: RetentionQuery): Promise<RetentionPage>;
}

export interface Trimming {
  readonly conversationId: string;
  /** Of the server. */
  readonly server: Retention;
  /** As `advanceTime` has it. */
  readonly at: number;
  readonly limit: number;
}

export interface Trimmed {
  readonly floor: number;
  /** Messages up to the floor. */
  readonly messageCount: number;
  /** How many messages this step removed. */
  readonly removed: number;
  /** There is more to do now. */
  readonly isBehind: boolean;
}

export interface RetentionQuery {
  readonly server: Retention;
  readonly at: number;
  /** `next` of the page before. */
  readonly after?: number | undefined;
}

export interface RetentionPage {
  readonly items: readonly KeptConversation[];
  readonly next?: number;
}

export interface KeptConversation {
  readonly conversationId: string;
  /** Missing for a private conversation. */
  readonly name?: string;
  /** Of the room itself. */
  readonly own: Retention;
  /** Whether `trimLog` has something to do. */
  readonly isDue: boolean;
  /** What would go. */
  readonly messages: number;
  readonly files: number;
  readonly fileBytes: number;
}
