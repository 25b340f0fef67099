import { errorKind, type ShoalError } from "../../../protocol/errors.ts";
import type { BasePath } from "../base-path.ts";
import { refusalOf } from "../responses.ts";
import { apiPrefix } from "./operation.ts";

/** A refusal of the HTTP API: problem details of RFC 9457, with the code of the table [P207]. `type` leads to the document of the API. */
export function problem(error: ShoalError, basePath: BasePath, headers: Record<string, string> = {}): Response {
  const { code, message, isRetryable, retryAfterMs } = error;
  const { httpStatus, message: title } = errorKind(code);
  const body = {
    ...{ type: basePath.of(`${apiPrefix}/openapi.json#${code}`), title, status: httpStatus, detail: message },
    ...{ code, isRetryable, ...(retryAfterMs !== undefined && { retryAfterMs }) },
  };
  return refusalOf(error, body, { ...headers, "Content-Type": "application/problem+json" });
}
