import * as v from "valibot";
import { conversationId, requestId, userId } from "../ids.ts";
import { person } from "../people.ts";

/** Tell me who comes, goes and types in this conversation, instead of the one watched before [P22]. */
export const watch = v.object({ type: v.literal("watch"), requestId, conversationId });
export const unwatch = v.object({ type: v.literal("unwatch") });

/** The answer to `watch`: at most `membersPerPageMax` of those who are online, and how many they are. */
export const watched = v.object({
  type: v.literal("watched"),
  requestId,
  conversationId,
  online: v.array(person),
  onlineCount: v.number(),
});
export type Watched = v.InferOutput<typeof watched>;

/** Who came and who left since the last of these. Never logged; `watch` again for the whole. */
export const presence = v.object({
  type: v.literal("presence"),
  conversationId,
  online: v.array(person),
  offline: v.array(userId),
  onlineCount: v.number(),
});
export type Presence = v.InferOutput<typeof presence>;
