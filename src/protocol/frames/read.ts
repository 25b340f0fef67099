import * as v from "valibot";
import { conversationId, requestId, seq, userId } from "../ids.ts";

/** Everything up to `seq` was read. Markers only go forward; the user's log tells the other devices. */
export const read = v.object({ type: v.literal("read"), conversationId, seq });

/** Whether others see how far the user has read, and the user how far others have [P24f]. */
export const shareReads = v.object({ type: v.literal("share-reads"), requestId, isShared: v.boolean() });

export const readMarker = v.object({ userId, readSeq: seq });
/** How far a member has read. */
export interface ReadMarker {
  /** The member. */
  userId: string;
  /** The seq up to which they have read. A message of theirs that comes later says that they have read what is before it, too. */
  readSeq: number;
}

/** The read markers of the watched conversation: the whole list, not a change. Never logged [P24e]. */
export const readers = v.object({ type: v.literal("readers"), conversationId, markers: v.array(readMarker) });
/** The read markers of the watched conversation: the whole list, not a change. */
export interface Readers {
  /** The frame's type. */
  type: "readers";
  /** The conversation that is watched. */
  conversationId: string;
  /** Of at most 50 members, the client's user among them. Empty where the conversation has become too large. */
  markers: ReadMarker[];
}
