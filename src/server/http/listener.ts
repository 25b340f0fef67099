import type { Server } from "bun";
import { ShoalError } from "../../protocol/errors.ts";
import { connectionHeader, handshakeSightPath, paths } from "../../protocol/http.ts";
import { limits } from "../../protocol/limits.ts";
import type { Gateway } from "../gateway/gateway.ts";
import type { HttpGateway } from "../gateway/http/http-gateway.ts";
import { type SocketListener, WebSocketTransport, websocketHandler } from "../gateway/websocket.ts";
import { knownError } from "../known-error.ts";
import type { Log } from "../log.ts";
import type { PlainSockets } from "../plain/plain-sockets.ts";
import type { CheckedRequest } from "./checked-request.ts";
import type { Credentials } from "./credentials.ts";
import { upgrade } from "./handshake.ts";
import { showHandshake } from "./lab.ts";
import type { Origins, RequestOrigin } from "./origins.ts";
import type { Page } from "./page.ts";
import { json, refusal, secured } from "./responses.ts";
import type { SessionsApi } from "./sessions.ts";
import { IDLE_TIMEOUT_SECONDS, TransportsApi } from "./transports.ts";

interface Parts {
  readonly host: string;
  readonly port: number;
  readonly gateway: Gateway;
  readonly httpGateway: HttpGateway;
  readonly plainSockets: PlainSockets;
  readonly sessions: SessionsApi;
  readonly origins: Origins;
  readonly credentials: Credentials;
  readonly page: Page;
  readonly log: Log;
}

type ShoalServer = Server<SocketListener>;
type Handler = (checked: CheckedRequest, server: ShoalServer) => Response | undefined | Promise<Response | undefined>;

/** Every HTTP request comes in here, and every WebSocket starts as one. */
export function listen(parts: Parts): ShoalServer {
  const routes = createRoutes(parts);
  return Bun.serve<SocketListener>({
    hostname: parts.host,
    port: parts.port,
    // Between the limit and this the answer says what was wrong; beyond that Bun answers a bare 413.
    maxRequestBodySize: limits.uplinkBytesMax,
    idleTimeout: IDLE_TIMEOUT_SECONDS,
    websocket: websocketHandler,
    // Undefined is right once a request has become a WebSocket.
    fetch: (request, server) => answer(parts, routes, request, server) as Promise<Response>,
  });
}

type Routes = Readonly<Record<string, Readonly<Record<string, Handler>>>>;

function createRoutes({ sessions, gateway, httpGateway, credentials }: Parts): Routes {
  const transports = new TransportsApi(httpGateway, credentials);
  return {
    [paths.health]: { GET: () => json({ status: "ok", connections: gateway.connectionCount }) },
    [paths.sessions]: { POST: (checked) => sessions.signIn(checked) },
    [paths.session]: { GET: (checked) => sessions.whoAmI(checked), DELETE: (checked) => sessions.signOut(checked) },
    [paths.deviceLinks]: { POST: (checked) => sessions.createDeviceLink(checked) },
    [paths.socket]: { GET: (checked, server) => openSocket(checked, server, gateway, credentials) },
    [paths.stream]: { POST: (checked, server) => transports.stream(checked, server) },
    [paths.poll]: { POST: (checked, server) => transports.poll(checked, server) },
    [paths.frames]: { POST: (checked) => transports.frames(checked) },
    [handshakeSightPath]: { GET: ({ request }, server) => showHandshake(request, server) },
    [paths.connection]: { DELETE: (checked) => transports.leave(checked) },
  };
}

async function answer(parts: Parts, routes: Routes, request: Request, server: ShoalServer): Promise<Response | undefined> {
  let origin: RequestOrigin | undefined;
  let response: Response | undefined;
  try {
    origin = parts.origins.check(request);
    const address = server.requestIP(request)?.address ?? "";
    response = await route(parts, routes, { request, origin, address }, server);
  } catch (error) {
    response = refusal(knownError(error, parts.log));
  }
  if (response === undefined) return undefined;
  if (origin?.kind === "other") allowCrossOrigin(response, origin.origin);
  return secured(response);
}

function route(parts: Parts, routes: Routes, checked: CheckedRequest, server: ShoalServer): ReturnType<Handler> {
  const { request, origin } = checked;
  const { pathname } = new URL(request.url);
  const methods = Object.hasOwn(routes, pathname) ? routes[pathname] : parts.plainSockets.routes(pathname);
  if (methods === undefined) {
    const isRead = request.method === "GET" || request.method === "HEAD";
    const asset = isRead ? parts.page.answer(pathname, request) : undefined;
    if (asset === undefined) throw new ShoalError("not-found");
    return asset;
  }
  if (request.method === "OPTIONS" && origin.kind === "other") return preflight(Object.keys(methods));
  const handler = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined;
  if (handler === undefined) throw new ShoalError("method-not-allowed");
  return handler(checked, server);
}

function openSocket(checked: CheckedRequest, server: ShoalServer, gateway: Gateway, credentials: Credentials) {
  const { request, origin } = checked;
  return upgrade(request, server, new WebSocketTransport(gateway, credentials.cookieToken(request, origin)));
}

function preflight(methods: string[]): Response {
  return new Response(null, {
    status: 204,
    headers: {
      "Access-Control-Allow-Methods": methods.join(", "),
      "Access-Control-Allow-Headers": `Authorization, Content-Type, ${connectionHeader}`,
      "Access-Control-Max-Age": "600",
    },
  });
}

// Without credentials: the cookie is for our own pages, others carry their token in the header.
function allowCrossOrigin(response: Response, origin: string): void {
  response.headers.set("Access-Control-Allow-Origin", origin);
  response.headers.set("Access-Control-Expose-Headers", connectionHeader);
  response.headers.append("Vary", "Origin");
}
