import type { RequestOrigin } from "./origins.ts";

/** A request that passed the checks of `Origins`. */
export interface CheckedRequest {
  readonly request: Request;
  readonly origin: RequestOrigin;
  readonly address: string;
}
