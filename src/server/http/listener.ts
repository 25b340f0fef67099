import type { Clock } from "../../clock.ts";
import { ShoalError } from "../../protocol/errors.ts";
import { handshakeSightPath, paths } from "../../protocol/http.ts";
import { limits } from "../../protocol/limits.ts";
import type { Gateway } from "../gateway/gateway.ts";
import type { Outlet } from "../gateway/http/answer-body.ts";
import type { HttpGateway } from "../gateway/http/http-gateway.ts";
import { type SocketListener, WebSocketTransport, websocketHandler } from "../gateway/websocket.ts";
import { knownError } from "../known-error.ts";
import type { Load } from "../limits/load.ts";
import type { Log } from "../log.ts";
import type { CheckedRequest } from "./checked-request.ts";
import type { ClientAddresses } from "./client-address.ts";
import type { Credentials } from "./credentials.ts";
import { upgrade } from "./handshake.ts";
import { showHandshake } from "./lab.ts";
import { ListeningSocket } from "./listening-socket.ts";
import type { Origins, RequestOrigin } from "./origins.ts";
import type { Page } from "./page.ts";
import { json, refusal, secured } from "./responses.ts";
import { allowCrossOrigin, dispatch, type Handler, type Methods, pathOf, type ShoalServer } from "./router.ts";
import type { SessionsApi } from "./sessions.ts";
import { IDLE_TIMEOUT_SECONDS, TransportsApi } from "./transports.ts";

interface Parts {
  readonly host: string;
  readonly port: number;
  readonly clock: Clock;
  readonly gateway: Gateway;
  readonly httpGateway: HttpGateway;
  /** What else can be done at a path. */
  readonly moreRoutes: (path: string) => Methods | undefined;
  readonly sessions: SessionsApi;
  readonly origins: Origins;
  readonly clientAddresses: ClientAddresses;
  readonly credentials: Credentials;
  readonly load: Load;
  readonly outlet: Outlet;
  readonly page: Page;
  readonly log: Log;
}

/** Every HTTP request comes in here, and every WebSocket starts as one. */
export function listen(parts: Parts): ListeningSocket {
  const { host, port, clock, log } = parts;
  const routes = createRoutes(parts);
  const listening = new ListeningSocket({
    ...{ port, clock, log },
    open: (realPort) =>
      Bun.serve<SocketListener>({
        hostname: host,
        port: realPort,
        // Between the limit and this the answer says what was wrong; beyond that Bun answers a bare 413.
        maxRequestBodySize: limits.uplinkBytesMax,
        idleTimeout: IDLE_TIMEOUT_SECONDS,
        websocket: websocketHandler,
        // Undefined is right once a request has become a WebSocket.
        fetch: (request, server) => answer(parts, routes, listening, request, server) as Promise<Response>,
      }),
  });
  return listening;
}

type Routes = Readonly<Record<string, Methods>>;

function createRoutes({ sessions, gateway, httpGateway, credentials, outlet, load }: Parts): Routes {
  const transports = new TransportsApi(httpGateway, credentials, outlet);
  return {
    [paths.health]: { GET: () => json({ status: "ok", connections: gateway.connectionCount }) },
    ...limited(load, {
      [paths.sessions]: { POST: (checked) => sessions.signIn(checked) },
      [paths.session]: { GET: (checked) => sessions.whoAmI(checked), DELETE: (checked) => sessions.signOut(checked) },
      [paths.deviceLinks]: { POST: (checked) => sessions.createDeviceLink(checked) },
      [paths.socket]: { GET: (checked, server) => openSocket(checked, server, gateway, credentials, outlet) },
      [handshakeSightPath]: { GET: ({ request }, server) => showHandshake(request, server) },
      [paths.connection]: { DELETE: (checked) => transports.leave(checked) },
    }),
    // These know who asks, and charge it to the user.
    [paths.stream]: { POST: (checked, server) => transports.stream(checked, server) },
    [paths.poll]: { POST: (checked, server) => transports.poll(checked, server) },
    [paths.frames]: { POST: (checked) => transports.frames(checked) },
  };
}

/** Charges each request to what strangers of an address share. */
function limited(load: Load, routes: Routes): Routes {
  const limitedHandler =
    (handler: Handler): Handler =>
    (checked, server) => {
      load.request(checked.address);
      return handler(checked, server);
    };
  return mapValues(routes, (methods) => mapValues(methods, limitedHandler));
}

function mapValues<Value>(record: Readonly<Record<string, Value>>, map: (value: Value) => Value): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

async function answer(
  parts: Parts,
  routes: Routes,
  listening: ListeningSocket,
  request: Request,
  server: ShoalServer,
): Promise<Response | undefined> {
  let origin: RequestOrigin | undefined;
  let response: Response | undefined;
  try {
    origin = parts.origins.check(request);
    const path = pathOf(request);
    if (path !== paths.health) listening.requireRoom();
    const methods = methodsAt(path, parts, routes);
    const address = parts.clientAddresses.of(server.requestIP(request)?.address ?? "", request);
    response = await dispatch(methods, { request, origin, address }, server);
  } catch (error) {
    response = refusal(knownError(error, parts.log));
  }
  if (response === undefined) return undefined;
  if (origin?.kind === "other") allowCrossOrigin(response, origin.origin);
  // What is refused before its origin is known, or because of it, tells nothing but why.
  else if (origin === undefined && request.headers.has("origin")) allowCrossOrigin(response, "*");
  if (listening.isFull) response.headers.set("Connection", "close");
  return secured(response);
}

function methodsAt(path: string, { moreRoutes, page, load }: Parts, routes: Routes): Methods {
  const methods = Object.hasOwn(routes, path) ? routes[path] : moreRoutes(path);
  if (methods !== undefined) return methods;
  if (!page.has(path)) throw new ShoalError("not-found");
  return {
    GET: ({ request, address }) => {
      load.request(address);
      return page.answer(path, request);
    },
  };
}

function openSocket(
  { request, origin, address }: CheckedRequest,
  server: ShoalServer,
  gateway: Gateway,
  credentials: Credentials,
  { waiting }: Outlet,
) {
  const cookieToken = credentials.cookieToken(request, origin);
  return upgrade(request, server, new WebSocketTransport(gateway, waiting, { address, cookieToken }));
}
