import * as v from "valibot";
import { conversationId, seq, time } from "./ids.ts";
import { person } from "./people.ts";

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const progress = {
  id: conversationId,
  /** The last seq of the log; live events follow it. */
  head: seq,
  /** Messages in the log up to `head` (joins and the like are not messages). */
  messageCount: count,
  /** The read marker, and `messageCount` as it was there: their difference is the number of unread messages. */
  readSeq: seq,
  readMessageCount: count,
};

export const room = v.object({ ...progress, kind: v.literal("room"), name: v.string(), isPrivate: v.boolean() });
export const direct = v.object({ ...progress, kind: v.literal("direct"), peer: person });

/** A conversation as one of its members sees it. */
export const conversation = v.variant("kind", [room, direct]);
export type Conversation = v.InferOutput<typeof conversation>;
export type Room = v.InferOutput<typeof room>;
export type Direct = v.InferOutput<typeof direct>;

/** A room that the user was asked into. Until they accept, this is all that they see of it [P90]. */
export const invitation = v.object({
  conversationId,
  name: v.string(),
  isPrivate: v.boolean(),
  /** When the user was told. */
  memberCount: count,
  /** Who asks. Of several inviters, first those whom the user knows, then the first that asked. */
  by: person,
  /** When they asked. */
  at: time,
});
export type Invitation = v.InferOutput<typeof invitation>;

/** A public room in the directory. */
export const listedRoom = v.object({ id: conversationId, name: v.string(), memberCount: count, isMember: v.boolean() });
export type ListedRoom = v.InferOutput<typeof listedRoom>;
