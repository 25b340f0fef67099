import { STATUS_CODES } from "node:http";
import { type AnyErrorCode, errorKind, type ShoalError } from "../../protocol/errors.ts";
import { headerBytes } from "../gateway/costs.ts";

/** On every answer that has no other of its own: nothing here is for frames, sniffing or referrers. */
const securityHeaders = {
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "X-Frame-Options": "DENY",
  "Permissions-Policy": "camera=(), microphone=(self), geolocation=()",
};

/**
 * For browsers that came by the server's own TLS: they use no other way to this host for 180 days. Not for other hosts below it, which the
 * operator may run without TLS.
 */
const STRICT_TRANSPORT = `max-age=${180 * 24 * 60 * 60}`;

const framableResponses = new WeakSet<Response>();

/** Marks an answer that other sites may embed: its Content-Security-Policy names them, and X-Frame-Options knows no list. */
export function framable(response: Response): Response {
  framableResponses.add(response);
  return response;
}

/** `isStrict`: browsers must come back by TLS. */
export function secured(response: Response, isStrict = false): Response {
  if (isStrict) response.headers.set("Strict-Transport-Security", STRICT_TRANSPORT);
  for (const [name, value] of Object.entries(securityHeaders)) {
    if (name === "X-Frame-Options" && framableResponses.has(response)) continue;
    if (!response.headers.has(name)) response.headers.set(name, value);
  }
  return response;
}

/** The head of an answer, as far as the server makes it: the runtime adds `Date`, and `Content-Length` or `Transfer-Encoding`. */
export function headBytesOf({ status, headers }: Response): number {
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n\r\n`.length + headerBytes(headers) + securityHeaderBytes;
}

const securityHeaderBytes = headerBytes(new Headers(securityHeaders));

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers: { "Cache-Control": "no-store", ...headers } });
}

export function noContent(headers: Record<string, string> = {}): Response {
  return new Response(null, { status: 204, headers: { "Cache-Control": "no-store", ...headers } });
}

const refusedCodes = new WeakMap<Response, AnyErrorCode>();

/** A refusal [P30]. */
export function refusal(error: ShoalError, headers: Record<string, string> = {}): Response {
  const { code, message, isRetryable, retryAfterMs } = error;
  return refusalOf(error, { error: code, message, isRetryable, ...(retryAfterMs !== undefined && { retryAfterMs }) }, headers);
}

/** A refusal with a body of another form. */
export function refusalOf({ code, retryAfterMs }: ShoalError, body: unknown, headers: Record<string, string>): Response {
  const retryAfter = retryAfterMs === undefined ? {} : { "Retry-After": String(Math.ceil(retryAfterMs / 1000)) };
  const response = json(body, errorKind(code).httpStatus, { ...headers, ...retryAfter });
  refusedCodes.set(response, code);
  return response;
}

/** The code of a refusal that a handler made itself, for headers of its own; undefined for every other answer. */
export function refusedCode(response: Response): AnyErrorCode | undefined {
  return refusedCodes.get(response);
}
