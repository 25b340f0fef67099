import * as v from "valibot";
import { conversationId, count, requestId, userId } from "../ids.ts";
import { type Person, person } from "../people.ts";

/** Subscribe to presence and typing of this conversation, instead of the one watched before [P22a, P22c]. */
export const watch = v.object({ type: v.literal("watch"), requestId, conversationId });
export const unwatch = v.object({ type: v.literal("unwatch") });

/** The answer to `watch`: at most `membersPerPageMax` of the online members, and their count. */
export const watched = v.object({
  type: v.literal("watched"),
  requestId,
  conversationId,
  online: v.array(person),
  onlineCount: count,
});
/** The online members of the watched conversation. */
export interface Watched {
  /** The frame's type. */
  type: "watched";
  /** The request that it answers. */
  requestId: number;
  /** The conversation that is watched. */
  conversationId: string;
  /** At most 200 of the online members. */
  online: Person[];
  /** How many members are online. */
  onlineCount: number;
}

/** Changes of `onlinePeers` since `welcome`; without `offline`, `online` is the whole of it. Never logged [P22g]. */
export const peers = v.object({ type: v.literal("peers"), online: v.array(userId), offline: v.optional(v.array(userId)) });

/** The changes since the last of these. Never logged; `watch` again for the whole. */
export const presence = v.object({
  type: v.literal("presence"),
  conversationId,
  online: v.array(person),
  offline: v.array(userId),
  onlineCount: count,
});
/** The changes since the last of these, or since `watched`. */
export interface Presence {
  /** The frame's type. */
  type: "presence";
  /** The conversation that is watched. */
  conversationId: string;
  /** Members who came online. */
  online: Person[];
  /** The ids of members who went offline. */
  offline: string[];
  /** How many members are online now. */
  onlineCount: number;
}
