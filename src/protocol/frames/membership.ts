import * as v from "valibot";
import { conversation } from "../conversations.ts";
import { conversationId, requestId, userId } from "../ids.ts";
import { limits } from "../limits.ts";
import { newPicture } from "../pictures.ts";
import { emoji } from "./message-changes.ts";

/** The server checks its characters. "" removes it, like an empty `emoji`. */
const description = v.pipe(v.string(), v.maxBytes(limits.roomDescriptionBytesMax));

export const createRoom = v.object({
  type: v.literal("create-room"),
  requestId,
  name: v.string(),
  /** A private room is seen by its members only; they invite others. */
  isPrivate: v.optional(v.boolean(), false),
  description: v.optional(description),
  emoji: v.optional(emoji),
  picture: v.optional(newPicture),
});
/** Change how a room looks and who may see it. What is missing stays; the same again changes nothing [P38]. */
export const describeRoom = v.object({
  type: v.literal("describe-room"),
  requestId,
  conversationId,
  name: v.optional(v.string()),
  description: v.optional(description),
  emoji: v.optional(emoji),
  picture: v.optional(newPicture),
  isPrivate: v.optional(v.boolean()),
});
/** Become a member of a public room. Joining twice is joining once. */
export const join = v.object({ type: v.literal("join"), requestId, conversationId });
/** Leave a room. The lobby and direct message conversations stay. */
export const leave = v.object({ type: v.literal("leave"), requestId, conversationId });
/** Ask a user into a room that the sender is in. Asking twice is asking once [P90]. */
export const invite = v.object({ type: v.literal("invite"), requestId, conversationId, userId });
/** Withdraw the sender's invitation. */
export const withdrawInvitation = v.object({ type: v.literal("withdraw-invitation"), requestId, conversationId, userId });
/** Become a member of a room that the sender was asked into. Accepting twice is accepting once [P91]. */
export const acceptInvitation = v.object({ type: v.literal("accept-invitation"), requestId, conversationId });
/** Decline the invitations of all inviters to that room. */
export const declineInvitation = v.object({ type: v.literal("decline-invitation"), requestId, conversationId });
/** The direct message conversation with a user, who sees it from its first message on. */
export const openDirect = v.object({ type: v.literal("open-direct"), requestId, userId });

/** The answer to `create-room`, `join`, `accept-invitation`, `use-invite-link` and `open-direct`. */
export const conversationReply = v.object({ type: v.literal("conversation"), requestId, conversation });

/** The answer to requests that have nothing else to say. */
export const done = v.object({ type: v.literal("done"), requestId });
