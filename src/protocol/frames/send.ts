import * as v from "valibot";
import { customData } from "../custom-data.ts";
import { clientMessageId, conversationId, fileId, seq, time } from "../ids.ts";
import { limits } from "../limits.ts";
import { newMentions } from "../messages.ts";

/** Say something. The same clientMessageId again is the same message, for ever [P10]. */
export const send = v.object({
  type: v.literal("send"),
  clientMessageId,
  conversationId,
  text: v.string(),
  mentions: newMentions,
  /** The seq of the message that this one answers, in the same conversation [P43]. */
  replyTo: v.optional(v.pipe(seq, v.minValue(1))),
  /** The ids of complete uploads of the user, which no message names yet [P84]. */
  files: v.optional(v.pipe(v.array(fileId), v.minLength(1), v.maxLength(limits.filesPerMessageMax))),
  /** For other programs; empty is none [P225]. */
  data: v.optional(customData),
});

/** The message is on disk, at this place [P11]. */
export const sent = v.object({
  type: v.literal("sent"),
  clientMessageId,
  conversationId,
  seq,
  at: time,
  /** An earlier send had stored it already. */
  isDuplicate: v.boolean(),
});
/** A message of the user's own that is on the server's disk [P11]. */
export interface Sent {
  /** The frame's type. */
  type: "sent";
  /** The id that the client gave the message. */
  clientMessageId: string;
  /** Where it was said. */
  conversationId: string;
  /** Its place in the conversation's log. */
  seq: number;
  /** When it was stored: milliseconds since 1970-01-01 UTC, by the server's clock. */
  at: number;
  /** Whether an earlier send had stored it already. */
  isDuplicate: boolean;
}
