import * as v from "valibot";
import { errorCodes } from "../errors.ts";
import { clientMessageId, requestId } from "../ids.ts";

/** A request that was refused, named by its requestId or clientMessageId, or a frame that made no sense. */
export const error = v.object({
  type: v.literal("error"),
  code: v.picklist(errorCodes),
  message: v.string(),
  requestId: v.optional(requestId),
  clientMessageId: v.optional(clientMessageId),
  retryAfterMs: v.optional(v.number()),
});
export type ErrorFrame = v.InferOutput<typeof error>;
