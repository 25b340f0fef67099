import * as v from "valibot";
import { conversationId, count } from "./ids.ts";

/** What goes, or would go. */
const dueEntries = { messages: count, files: count, fileBytes: count };
/** The answer to the command `retention`. */
export const retentionAnswer = v.object({
  /** Of the server; 0 is for ever. */
  retentionDays: count,
  retentionMessages: count,
  /** Rooms that have a rule of their own, or something that would go. */
  rooms: v.array(
    v.object({
      conversationId,
      name: v.string(),
      retentionDays: v.optional(count),
      retentionMessages: v.optional(count),
      ...dueEntries,
    }),
  ),
  /** All private conversations together. */
  privateConversations: v.object(dueEntries),
  next: v.optional(count),
});
export type RetentionAnswer = v.InferOutput<typeof retentionAnswer>;
