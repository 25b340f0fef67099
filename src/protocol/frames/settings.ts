import * as v from "valibot";
import { notify } from "../conversation-settings.ts";
import { conversationId, requestId } from "../ids.ts";

/** Change the sender's own settings of a conversation: the given fields, and no others [P100]. */
export const configure = v.object({
  type: v.literal("configure"),
  requestId,
  conversationId,
  isPinned: v.optional(v.boolean()),
  isArchived: v.optional(v.boolean()),
  notify: v.optional(notify),
  isMarkedUnread: v.optional(v.boolean()),
});

/** Everything in all conversations of the sender's list was read [P101]. */
export const readAll = v.object({ type: v.literal("read-all"), requestId });
