import { createHash } from "node:crypto";
import type { LimitLeft, RateLimiter } from "../../limits/rate-limiter.ts";
import { isTagNamed } from "../conditions.ts";
import { json, noContent } from "../responses.ts";
import { apiPrefix, type Operation } from "./operation.ts";

/** The limits of users' paces that an answer can tell. */
export interface Paces {
  readonly writeLimiter: RateLimiter;
  readonly searchLimiter: RateLimiter;
}

interface Answered {
  readonly request: Request;
  readonly input: unknown;
  readonly answer: unknown;
  /** Of the limit that the operation took from; undefined where nothing is limited. */
  readonly left: LimitLeft | undefined;
}

interface MeasuredResponse {
  readonly response: Response;
  readonly byteLength: number;
}

/** The answer of an operation, with its status and headers [P206, P208, P210]. */
export function answerTo(operation: Operation, { request, input, answer, left }: Answered): MeasuredResponse {
  const limited = rateLimitHeaders(operation, left);
  if (operation.answer === undefined) return { response: noContent(limited), byteLength: 0 };
  const text = JSON.stringify(answer);
  const byteLength = Buffer.byteLength(text);
  if (operation.method === "GET") {
    return { response: readResponse(request, text, { ...limited, ...linkHeader(request, answer) }), byteLength };
  }
  const path = operation.location?.(answer, input);
  if (path === undefined) return { response: json(answer, 200, limited), byteLength };
  return { response: json(answer, 201, { ...limited, Location: apiPrefix + path }), byteLength };
}

/** A client that has the same answer already is told so in 304, and nothing else. */
function readResponse(request: Request, text: string, more: Record<string, string>): Response {
  const etag = `"${createHash("sha256").update(text).digest("base64url").slice(0, 22)}"`;
  const headers = { ...more, ETag: etag, "Cache-Control": "private, no-cache", Vary: "Authorization, Cookie" };
  if (isTagNamed(request.headers.get("if-none-match"), etag)) return new Response(null, { status: 304, headers });
  return new Response(text, { headers: { ...headers, "Content-Type": "application/json;charset=utf-8" } });
}

/** Relative, so that it is right wherever the server lives on its host. */
function linkHeader(request: Request, answer: unknown): Record<string, string> {
  if (typeof answer !== "object" || answer === null || !("next" in answer) || typeof answer.next !== "string") return {};
  const { searchParams } = new URL(request.url);
  // A cursor says by itself where it goes on.
  for (const name of ["after", "since"]) searchParams.delete(name);
  searchParams.set("cursor", answer.next);
  return { Link: `<?${searchParams}>; rel="next"` };
}

/** draft-ietf-httpapi-ratelimit-headers: `q` and `r` are requests, `w` and `t` seconds. */
function rateLimitHeaders({ pace }: Operation, left: LimitLeft | undefined): Record<string, string> {
  if (left === undefined) return {};
  const { quota, remaining, perSecond, fullInMs } = left;
  return {
    "RateLimit-Policy": `"${pace}";q=${quota};w=${Math.max(1, Math.round(quota / perSecond))}`,
    RateLimit: `"${pace}";r=${remaining};t=${Math.ceil(fullInMs / 1000)}`,
  };
}
