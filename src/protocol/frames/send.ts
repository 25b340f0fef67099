import * as v from "valibot";
import { clientMessageId, conversationId, seq, time } from "../ids.ts";

/** Say something. The same clientMessageId again is the same message, for ever [P10]. */
export const send = v.object({
  type: v.literal("send"),
  clientMessageId,
  conversationId,
  text: v.string(),
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
export type Sent = v.InferOutput<typeof sent>;
