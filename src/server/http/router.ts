import type { Server } from "bun";
import type { BotScope } from "../../protocol/bots.ts";
import { ShoalError } from "../../protocol/errors.ts";
import { connectionHeader } from "../../protocol/http.ts";
import type { SocketListener } from "../gateway/websocket.ts";
import type { Live } from "../limits/live.ts";
import { requireScope } from "../requests/request-scopes.ts";
import type { SessionRecord } from "../storage/storage.ts";
import type { CheckedRequest } from "./checked-request.ts";
import { uploadHeadersDown, uploadHeadersUp } from "./files/tus.ts";
import { isPreflight } from "./origins.ts";
import { readBody } from "./request-body.ts";
import { noContent, refusal } from "./responses.ts";

export type ShoalServer = Server<SocketListener>;

/** The context of a handler. */
export interface RoutedRequest extends CheckedRequest {
  /** What stands in the path for each `:name` of the route's, decoded. */
  readonly params: Readonly<Record<string, string>>;
}

export interface SignedInRequest extends RoutedRequest {
  readonly session: SessionRecord;
  /** The body as text, for which a client may take its time. Throws `bad-frame`, `frame-too-large`, and `signed-out` or `banned` when the session ended meanwhile. */
  readonly readBody: () => Promise<string>;
}

/** `undefined` once the request has become a WebSocket. */
type Answer = Response | undefined | Promise<Response | undefined>;

interface RouteBase {
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";
  /** Like `/api/rooms/:roomId`: a `:name` stands for one part of the path. */
  readonly path: string;
  /**
   * `address`: charged to what strangers of the address share [P93]. `user`: to the user of the session, and without one to strangers. `own`: the
   * handler charges whom it finds.
   */
  readonly load: "address" | "user" | "own";
}

export type OpenHandler = (request: RoutedRequest, server: ShoalServer) => Answer;

export interface OpenRoute extends RouteBase {
  readonly auth: "open";
  readonly handle: OpenHandler;
  /** While it is true, only users may come. */
  readonly isForUsers?: Live<boolean> | undefined;
}

interface SignedInRoute extends RouteBase {
  /** Refused with `unauthenticated` without a session. */
  readonly auth: "session";
  /** What a bot needs here; without it no bot may come. `by-request`: the table of requests decides. */
  readonly scope?: BotScope | "by-request" | undefined;
  readonly handle: (request: SignedInRequest, server: ShoalServer) => Answer;
}

/** One path and method: its authentication, its payer and its handler. */
export type Route = OpenRoute | SignedInRoute;

/** Anyone may come; the address pays. */
export function openRoute(method: RouteBase["method"], path: string, handle: OpenRoute["handle"]): OpenRoute {
  return { method, path, load: "address", auth: "open", handle };
}

/** Users only, and bots that have the scope; the address pays. */
export function signedInRoute(
  method: RouteBase["method"],
  path: string,
  handle: SignedInRoute["handle"],
  scope?: BotScope,
): Route {
  return { method, path, load: "address", auth: "session", scope, handle };
}

/** Anyone may come; the handler charges whom it finds. */
export function unchargedRoute(method: RouteBase["method"], path: string, handle: OpenRoute["handle"]): Route {
  return { method, path, load: "own", auth: "open", handle };
}

/** Users only, and each pays for themselves. What bots may do is decided by the request that it becomes. */
export function userRoute(method: RouteBase["method"], path: string, handle: SignedInRoute["handle"]): Route {
  return { method, path, load: "user", auth: "session", scope: "by-request", handle };
}

/** What stands before a handler. */
export interface RouteGuard {
  /** Charges a user, or strangers. Throws `rate-limited`. */
  charge(checked: CheckedRequest, userId?: string): void;
  /** Throws `unauthenticated`. */
  authenticate(checked: CheckedRequest): Promise<SessionRecord>;
  /** Throws `signed-out`, `banned` when it ended a moment ago. */
  requireLive(session: SessionRecord): void;
}

/** Makes the answer of a refusal. */
export type Refuse = (error: ShoalError, headers?: Record<string, string>) => Response;

interface Place {
  readonly parts: readonly string[];
  readonly routes: Map<string, Route>;
}

/** Finds the route of a request by its path and method. GET answers HEAD as well (Bun leaves out the body), and every address answers OPTIONS. */
export class Router {
  readonly #guard: RouteGuard;
  readonly #places = new Map<string, Place>();
  /** Those with a `:name`, in the order in which they were given. */
  readonly #patterns: Place[] = [];

  constructor(guard: RouteGuard, routes: readonly Route[]) {
    this.#guard = guard;
    for (const route of routes) this.#placeOf(route.path).routes.set(route.method, route);
  }

  /** The handler's answer; undefined for an unknown path. `refuse` makes the answer to another method. Throws what the handler throws. */
  answer(
    path: string,
    checked: CheckedRequest,
    server: ShoalServer,
    refuse: Refuse = refusal,
  ): { readonly answer: Answer } | undefined {
    const given = path.split("/");
    const place = this.#places.get(path) ?? this.#patterns.find(({ parts }) => paramsOf(parts, given) !== undefined);
    if (place === undefined) return undefined;
    return { answer: this.#dispatch(place, { ...checked, params: paramsOf(place.parts, given) ?? {} }, server, refuse) };
  }

  #placeOf(path: string): Place {
    const known = this.#places.get(path);
    if (known !== undefined) return known;
    const place = { parts: path.split("/"), routes: new Map() };
    this.#places.set(path, place);
    if (path.includes("/:")) this.#patterns.push(place);
    return place;
  }

  #dispatch({ routes }: Place, request: RoutedRequest, server: ShoalServer, refuse: Refuse): Answer {
    const { method } = request.request;
    const allowed = [...new Set([...routes.keys(), ...(routes.has("GET") ? ["HEAD"] : []), "OPTIONS"])].join(", ");
    if (isPreflight(request.request)) return preflight(allowed);
    const route = routes.get(method) ?? (method === "HEAD" ? routes.get("GET") : undefined);
    if (route !== undefined) return this.#run(route, request, server);
    if (method === "OPTIONS") return noContent({ Allow: allowed });
    return refuse(new ShoalError("method-not-allowed", { message: `This address takes ${allowed} only.` }), { Allow: allowed });
  }

  #run(route: Route, request: RoutedRequest, server: ShoalServer): Answer {
    if (route.load === "address") this.#guard.charge(request);
    if (route.auth === "open") {
      if (route.isForUsers?.() !== true) return route.handle(request, server);
      return this.#guard.authenticate(request).then(() => route.handle(request, server));
    }
    return this.#runFor(route, request, server);
  }

  async #runFor(route: SignedInRoute, request: RoutedRequest, server: ShoalServer): Promise<Response | undefined> {
    const session = await this.#authenticate(route, request);
    if (route.scope !== "by-request") requireScope(session.bot, route.scope);
    const readLiveBody = async (): Promise<string> => {
      const text = await readBody(request.request);
      this.#guard.requireLive(session);
      return text;
    };
    const answer = await route.handle({ ...request, session, readBody: readLiveBody }, server);
    // What was read for a session that ended meanwhile is not delivered.
    if (route.method === "GET") this.#guard.requireLive(session);
    return answer;
  }

  async #authenticate({ load }: SignedInRoute, request: RoutedRequest): Promise<SessionRecord> {
    if (load !== "user") return await this.#guard.authenticate(request);
    let userId: string | undefined;
    try {
      const session = await this.#guard.authenticate(request);
      userId = session.user.id;
      return session;
    } finally {
      this.#guard.charge(request, userId);
    }
  }
}

/** What stands for each `:name`; undefined for a path of another form. */
function paramsOf(parts: readonly string[], given: readonly string[]): Record<string, string> | undefined {
  if (given.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const value = given[index] ?? "";
    if (!part.startsWith(":")) {
      if (part !== value) return undefined;
    } else if (value === "") return undefined;
    else params[part.slice(1)] = decodeURIComponent(value);
  }
  return params;
}

/** The path of a request. Throws `bad-frame` for a target that has none, as of CONNECT, and for one that is not UTF-8. */
export function pathOf({ method, url }: Request): string {
  const path = method === "CONNECT" ? undefined : URL.parse(url)?.pathname;
  if (path === undefined) throw new ShoalError("bad-frame", { message: "The target must be a path, such as /api/session." });
  // Bun has put U+FFFD in the place of bytes that are not UTF-8.
  if (!isUtf8(path) || path.includes("%EF%BF%BD")) throw new ShoalError("bad-frame", { message: "The path must be UTF-8." });
  return path;
}

function preflight(allowed: string): Response {
  return noContent({
    Allow: allowed,
    "Access-Control-Allow-Methods": allowed,
    "Access-Control-Allow-Headers": [
      "Authorization, Content-Type, Prefer, Idempotency-Key",
      connectionHeader,
      uploadHeadersUp,
    ].join(", "),
    "Access-Control-Max-Age": "600",
  });
}

// Without credentials: the cookie is for our own pages, others carry their token in the header.
export function allowCrossOrigin(response: Response, origin: string): void {
  response.headers.set("Access-Control-Allow-Origin", origin);
  response.headers.set(
    "Access-Control-Expose-Headers",
    ["Allow, Retry-After, Link, RateLimit, RateLimit-Policy", connectionHeader, uploadHeadersDown].join(", "),
  );
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
