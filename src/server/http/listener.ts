import { ShoalError } from "../../protocol/errors.ts";
import { handshakeSightPath, paths } from "../../protocol/http.ts";
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
import { allowCrossOrigin, dispatch, type Methods, pathOf, type ShoalServer } from "./router.ts";
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

type Routes = Readonly<Record<string, Methods>>;

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
    const methods = methodsAt(pathOf(request), parts, routes);
    const address = server.requestIP(request)?.address ?? "";
    response = await dispatch(methods, { request, origin, address }, server);
  } catch (error) {
    response = refusal(knownError(error, parts.log));
  }
  if (response === undefined) return undefined;
  if (origin?.kind === "other") allowCrossOrigin(response, origin.origin);
  // What is refused before its origin is known, or because of it, tells nothing but why.
  else if (origin === undefined && request.headers.has("origin")) allowCrossOrigin(response, "*");
  return secured(response);
}

function methodsAt(path: string, { plainSockets, page }: Parts, routes: Routes): Methods {
  const methods = Object.hasOwn(routes, path) ? routes[path] : plainSockets.routes(path);
  if (methods !== undefined) return methods;
  if (page.has(path)) return { GET: ({ request }) => page.answer(path, request) };
  throw new ShoalError("not-found");
}

function openSocket(checked: CheckedRequest, server: ShoalServer, gateway: Gateway, credentials: Credentials) {
  const { request, origin } = checked;
  return upgrade(request, server, new WebSocketTransport(gateway, credentials.cookieToken(request, origin)));
}
