import { limits } from "../../protocol/limits.ts";
import type { RequestOrigin } from "./origins.ts";

/** A request that passed the checks of `Origins`. */
export interface CheckedRequest {
  readonly request: Request;
  readonly origin: RequestOrigin;
  readonly address: string;
}

/** Bytes of a body that has come before its request is answered; what is longer waits until it is read. */
export function bodyBytesOf({ headers }: Request): number {
  if (headers.has("transfer-encoding")) return limits.uplinkBytesMax;
  return Math.min(Number(headers.get("content-length") ?? 0), limits.uplinkBytesMax);
}
