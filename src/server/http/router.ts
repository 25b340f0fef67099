import type { Server } from "bun";
import { ShoalError } from "../../protocol/errors.ts";
import { connectionHeader } from "../../protocol/http.ts";
import type { SocketListener } from "../gateway/websocket.ts";
import type { CheckedRequest } from "./checked-request.ts";
import { isPreflight } from "./origins.ts";
import { noContent, refusal } from "./responses.ts";

export type ShoalServer = Server<SocketListener>;
/** `undefined` once the request has become a WebSocket. */
export type Handler = (checked: CheckedRequest, server: ShoalServer) => Response | undefined | Promise<Response | undefined>;
/** What can be done at an address. GET answers HEAD as well (Bun leaves out the body), and every address answers OPTIONS. */
export type Methods = Readonly<Record<string, Handler>>;

/** The path of a request. Throws `bad-frame` for a target that has none, as of CONNECT, and for one that is not UTF-8. */
export function pathOf({ method, url }: Request): string {
  const path = method === "CONNECT" ? undefined : URL.parse(url)?.pathname;
  if (path === undefined) throw new ShoalError("bad-frame", { message: "The target must be a path, such as /api/session." });
  // Bun has put U+FFFD in the place of bytes that are not UTF-8.
  if (!isUtf8(path) || path.includes("%EF%BF%BD")) throw new ShoalError("bad-frame", { message: "The path must be UTF-8." });
  return path;
}

/** Answers by the method. Throws what the handler throws. */
export function dispatch(methods: Methods, checked: CheckedRequest, server: ShoalServer): ReturnType<Handler> {
  const { method } = checked.request;
  const allowed = [...Object.keys(methods), ...("GET" in methods ? ["HEAD"] : []), "OPTIONS"].join(", ");
  if (method === "OPTIONS") return isPreflight(checked.request) ? preflight(allowed) : noContent({ Allow: allowed });
  const name = method === "HEAD" ? "GET" : method;
  const handler = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (handler !== undefined) return handler(checked, server);
  return refusal(new ShoalError("method-not-allowed", { message: `This address takes ${allowed} only.` }), { Allow: allowed });
}

function preflight(allowed: string): Response {
  return noContent({
    Allow: allowed,
    "Access-Control-Allow-Methods": allowed,
    "Access-Control-Allow-Headers": `Authorization, Content-Type, Prefer, ${connectionHeader}`,
    "Access-Control-Max-Age": "600",
  });
}

// Without credentials: the cookie is for our own pages, others carry their token in the header.
export function allowCrossOrigin(response: Response, origin: string): void {
  response.headers.set("Access-Control-Allow-Origin", origin);
  response.headers.set("Access-Control-Expose-Headers", `Allow, Retry-After, ${connectionHeader}`);
  response.headers.append("Vary", "Origin");
}

function isUtf8(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
