import { ShoalError } from "../protocol/errors.ts";
import type { Log } from "./log.ts";

/** Converts once, at the gateway: an unexpected error is logged under an id, and its details go no further. */
export function knownError(error: unknown, log: Log): ShoalError {
  if (error instanceof ShoalError && error.code !== "internal") {
    log.refused?.(error.code);
    return error;
  }
  log.refused?.("internal");
  const id = crypto.randomUUID().slice(0, 8);
  log.error("unexpected error", error, { id });
  return new ShoalError("internal", { message: `Something went wrong in the server; its log has the details under ${id}.` });
}
