import type { Expression } from "./expression.ts";

export interface Place {
  readonly conversationKey: number;
  readonly seq: number;
  readonly at: number;
}

/** A message that may match. */
export interface Candidate extends Place {
  /** Missing when it is deleted. */
  readonly text: string | undefined;
}

export interface CandidatesOptions {
  /** Milliseconds since 1970-01-01 UTC: not at or after this. */
  readonly before: number | undefined;
  /** At or after this. */
  readonly after: number | undefined;
  readonly expression: Expression;
  /** The last place of the page before. */
  readonly start: Place | undefined;
}

/** An index, as the searcher sees it: it may find too much, and never too little of what is indexed. */
export interface Candidates {
  /** At most `limit` words of the index that begin so. */
  wordsWith(beginning: string, limit: number): readonly string[];
  /** The messages of these conversations that may match, the newest first. */
  in(conversationKeys: readonly number[], options: CandidatesOptions): Iterator<Candidate, void>;
}

/** Whether it is shown above the other. */
export function comesBefore(one: Place, other: Place): boolean {
  return (one.at - other.at || one.conversationKey - other.conversationKey || one.seq - other.seq) > 0;
}

/** The first of those that are there. */
export function newestOf<Source extends { readonly next: Place | undefined }>(sources: readonly Source[]): Source | undefined {
  let newest: Source | undefined;
  for (const source of sources) {
    if (source.next !== undefined && (newest?.next === undefined || comesBefore(source.next, newest.next))) newest = source;
  }
  return newest;
}
