import type { Retention } from "../../../protocol/retention.ts";

export const DAY_MS = 24 * 60 * 60 * 1000;
/** A message that is sent again is known for so long after it was stored, whether it is kept or not [P191d]. */
const RESENT_KNOWN_MS = 30 * DAY_MS;

/** In place of the message that stood there. */
export const TRIMMED = "trimmed";

/** Whether a place of a log goes at that time. Where it was stored later than now, the clock was wrong: then nothing says how old it is. */
export interface Bounds {
  /** Places from before this time go … */
  readonly before: number;
  /** … and those up to which the log had no more messages than this. */
  readonly messageCount: number;
  /** What was stored before this time is not known again. */
  readonly knownFrom: number;
}

export function boundsOf({ days, messages }: Retention, log: { readonly messageCount: number }, at: number): Bounds {
  return {
    before: days === 0 ? Number.NEGATIVE_INFINITY : at - days * DAY_MS,
    messageCount: messages === 0 ? -1 : log.messageCount - messages,
    knownFrom: at - RESENT_KNOWN_MS,
  };
}

/** `messageCount` is the log's, up to this place. */
export function isDue({ at, messageCount }: { readonly at: number; readonly messageCount: number }, bounds: Bounds): boolean {
  return at < bounds.before || messageCount <= bounds.messageCount;
}
