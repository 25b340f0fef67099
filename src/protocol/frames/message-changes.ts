import * as v from "valibot";
import { customData } from "../custom-data.ts";
import { conversationId, requestId, seq } from "../ids.ts";
import { newMentions } from "../messages.ts";
import { newReason } from "../moderation.ts";

const EMOJI_BYTES_MAX = 64;

/** The message that is meant: a place in the conversation's log. */
const target = { requestId, conversationId, seq };
/** One emoji; the server knows which there are. */
export const emoji = v.pipe(v.string(), v.maxBytes(EMOJI_BYTES_MAX));

/** Replace the text of one's own message. The same text again changes nothing [P40]. Without `data` the message keeps what it has [P226a]. */
export const edit = v.object({
  type: v.literal("edit"),
  ...target,
  text: v.string(),
  mentions: newMentions,
  data: v.optional(customData),
});
/** Delete a message for good. Twice is once. The reason is for messages of others [P41]. */
export const deleteMessage = v.object({ type: v.literal("delete"), ...target, reason: newReason });
/** React to a message with an emoji. Twice is once [P42]. */
export const react = v.object({ type: v.literal("react"), ...target, emoji });
/** Take that back. Twice is once. */
export const unreact = v.object({ type: v.literal("unreact"), ...target, emoji });
/** Pin a message. Twice is once [P45]. */
export const pin = v.object({ type: v.literal("pin"), ...target });
/** Take that back. Twice is once. */
export const unpin = v.object({ type: v.literal("unpin"), ...target });
