import * as v from "valibot";
import { conversationId, requestId, token } from "../ids.ts";
import { inviteLink } from "../invite-links.ts";
import { limits } from "../limits.ts";

const lifetimeMs = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(limits.inviteLinkLifetimeMsMax));
const usesMax = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(limits.inviteLinkUsesMax));

/** Make a link into a room that the sender is in [P94]. */
export const createInviteLink = v.object({
  type: v.literal("create-invite-link"),
  requestId,
  conversationId,
  lifetimeMs: v.optional(lifetimeMs, limits.inviteLinkLifetimeMs),
  usesMax: v.optional(usesMax),
});
/** The links into a room that still work: the sender's own, and all of them for the owner. */
export const inviteLinks = v.object({ type: v.literal("invite-links"), requestId, conversationId });
/** Take a link back. Twice is once. */
export const revokeInviteLink = v.object({ type: v.literal("revoke-invite-link"), requestId, code: token });
/** Become a member of the room that a link leads to. Twice is once [P95]. */
export const useInviteLink = v.object({ type: v.literal("use-invite-link"), requestId, code: token });

/** The answer to `create-invite-link`. */
export const inviteLinkReply = v.object({ type: v.literal("invite-link"), requestId, link: inviteLink });
/** The answer to `invite-links`: the newest first, at most `inviteLinksPerRoomMax`. */
export const inviteLinkList = v.object({ type: v.literal("invite-link-list"), requestId, links: v.array(inviteLink) });
