/** What can be wrong with a history. */
export const findingKinds = [
  /** An acknowledged message or change is not in the final log. */
  "lost",
  /** A message or a change is in the logs twice, or was shown twice to one observer. */
  "doubled",
  /** A message that was acknowledged before another was sent comes after it. */
  "reordered",
  /** A user was shown what they may not see. */
  "leaked",
  /** An observer missed events without being told so, or a log has a hole. */
  "hole",
  /** Two observers saw different content at one place. */
  "altered",
  /** A message or a change is there that no client asked for, or that the server refused for certain. */
  "invented",
  /** A read begun after an acknowledgement does not have the message. */
  "stale",
  /** An observer has another state of a message than the log makes. */
  "diverged",
  /** A deleted message was changed. */
  "undeleted",
  /** A text or a file that is deleted or replaced is still on the disk. */
  "remaining",
  /** After the faults were over, a client did not catch up in time. */
  "late",
] as const;

export type FindingKind = (typeof findingKinds)[number];

export interface Finding {
  readonly kind: FindingKind;
  /** One sentence with the ids that are needed to find the lines in the recording. */
  readonly sentence: string;
}

export type Report = (kind: FindingKind, sentence: string) => void;
