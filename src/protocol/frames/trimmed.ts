import * as v from "valibot";
import { conversationId, count, seq } from "../ids.ts";

/** Nothing up to `floor` is kept any more [P192]. Never logged: `welcome` and `history-page` tell the same. */
export const trimmed = v.object({
  type: v.literal("trimmed"),
  conversationId,
  floor: seq,
  /** Messages in the log up to `floor`. */
  messageCount: count,
});
/** Nothing up to `floor` is kept any more in that conversation. */
export interface Trimmed {
  /** The frame's type. */
  type: "trimmed";
  /** The conversation. */
  conversationId: string;
  /** The first event that is kept has the seq `floor + 1`. */
  floor: number;
  /** Messages up to there: none of them is unread any more. */
  messageCount: number;
}
