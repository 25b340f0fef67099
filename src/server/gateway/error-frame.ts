import * as v from "valibot";
import type { ShoalError } from "../../protocol/errors.ts";
import { assertCheap } from "../../protocol/frames/cost.ts";
import type { ErrorFrame } from "../../protocol/frames/error.ts";
import { clientMessageId, requestId } from "../../protocol/ids.ts";

type Named = Pick<ErrorFrame, "requestId" | "clientMessageId">;

/** The answer to a refused request; `frame` is the request, or an object with its ids [P5]. */
export function errorFrame({ code, message, isRetryable, retryAfterMs }: ShoalError, frame: Named | object = {}): ErrorFrame {
  return {
    type: "error",
    ...{ code, message, isRetryable },
    ...("requestId" in frame && { requestId: frame.requestId }),
    ...("clientMessageId" in frame && { clientMessageId: frame.clientMessageId }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

const named = v.object({
  requestId: v.fallback(v.optional(requestId), undefined),
  clientMessageId: v.fallback(v.optional(clientMessageId), undefined),
});

/** The names in an invalid frame, if it has any. */
export function namesIn(text: string): Named {
  try {
    assertCheap(text);
    return v.parse(named, JSON.parse(text));
  } catch {
    return {};
  }
}
