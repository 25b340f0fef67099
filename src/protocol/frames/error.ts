import * as v from "valibot";
import { clientMessageId, errorCode, requestId } from "../ids.ts";

/** A request that was refused, named by its requestId or clientMessageId, or a frame that made no sense. */
export const error = v.object({
  type: v.literal("error"),
  /** One of the table, or one that a client does not know: it acts by the fields below. */
  code: errorCode,
  message: v.string(),
  /** Whether the same request can succeed later without being changed. */
  isRetryable: v.optional(v.boolean()),
  requestId: v.optional(requestId),
  clientMessageId: v.optional(clientMessageId),
  retryAfterMs: v.optional(v.number()),
});
export type ErrorFrame = v.InferOutput<typeof error>;
