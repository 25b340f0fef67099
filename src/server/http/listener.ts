import type { Clock } from "../../clock.ts";
import { ShoalError } from "../../protocol/errors.ts";
import { paths } from "../../protocol/http.ts";
import { limits } from "../../protocol/limits.ts";
import type { Accounts } from "../accounts/accounts.ts";
import type { EndedSessions } from "../gateway/ended-sessions.ts";
import type { Gateway } from "../gateway/gateway.ts";
import type { Outlet } from "../gateway/http/answer-body.ts";
import type { HttpGateway } from "../gateway/http/http-gateway.ts";
import { type SocketListener, WebSocketTransport, websocketHandler } from "../gateway/websocket.ts";
import { knownError } from "../known-error.ts";
import type { Load } from "../limits/load.ts";
import type { Log } from "../log.ts";
import type { BasePath } from "./base-path.ts";
import type { Certificates } from "./certificates.ts";
import { bodyBytesOf, type CheckedRequest } from "./checked-request.ts";
import type { ClientAddresses } from "./client-address.ts";
import type { Credentials } from "./credentials.ts";
import { upgrade } from "./handshake.ts";
import { readyPath } from "./health.ts";
import { LateRefusals } from "./late-refusals.ts";
import { ListeningSocket } from "./listening-socket.ts";
import type { Origins, RequestOrigin } from "./origins.ts";
import type { Page } from "./page.ts";
import { json, refusal, refusedCode, secured } from "./responses.ts";
import {
  allowCrossOrigin,
  openRoute,
  pathOf,
  type Refuse,
  type Route,
  type RouteGuard,
  Router,
  type ShoalServer,
  signedInRoute,
  unchargedRoute,
} from "./router.ts";
import type { SessionsApi } from "./sessions.ts";
import { IDLE_TIMEOUT_SECONDS, TransportsApi } from "./transports.ts";
import { apiPrefix } from "./v1/operation.ts";
import { problem } from "./v1/problem.ts";

interface ListenerDependencies {
  readonly host: string;
  readonly port: number;
  /** Missing where the server has no TLS of its own. */
  readonly certificates: Certificates | undefined;
  readonly basePath: BasePath;
  readonly clock: Clock;
  readonly gateway: Gateway;
  readonly httpGateway: HttpGateway;
  /** Of others who are reached over HTTP. */
  readonly moreRoutes: readonly Route[];
  readonly accounts: Accounts;
  readonly endedSessions: EndedSessions;
  readonly sessions: SessionsApi;
  readonly origins: Origins;
  readonly clientAddresses: ClientAddresses;
  /** Throws `banned`. */
  readonly addressBans: { require(address: string): void };
  readonly credentials: Credentials;
  readonly load: Load;
  readonly outlet: Outlet;
  /** Of one file, as the operator chose at the start: one request brings so much, or 25 MiB. A client sends more in pieces. */
  readonly uploadBytesMax: number;
  readonly page: Page;
  readonly log: Log;
}

interface ListenerContext extends ListenerDependencies {
  readonly router: Router;
  readonly lateRefusals: LateRefusals;
}

/** Every HTTP request comes in here, and every WebSocket starts as one. */
export function listen(parts: ListenerDependencies): ListeningSocket {
  const { host, port, clock, log, certificates } = parts;
  const context = { ...parts, router: createRouter(parts), lateRefusals: new LateRefusals(parts.load) };
  const listening = new ListeningSocket({
    ...{ port, clock, log },
    watchCertificates: certificates && ((onReplaced) => certificates.watch(onReplaced)),
    open: (realPort) =>
      Bun.serve<SocketListener>({
        hostname: host,
        port: realPort,
        ...(certificates && { tls: certificates.current }),
        // Every other body has a smaller bound, and an error code beyond it [`readBody`]. Beyond this Bun answers a bare 413.
        maxRequestBodySize: Math.max(limits.uploadBytesMax, parts.uploadBytesMax),
        idleTimeout: IDLE_TIMEOUT_SECONDS,
        websocket: websocketHandler,
        // Undefined is right once a request has become a WebSocket.
        fetch: (request, server) => answer(context, listening, request, server) as Promise<Response>,
      }),
  });
  return listening;
}

function createRouter(parts: ListenerDependencies): Router {
  const { sessions, gateway, httpGateway, credentials, accounts, endedSessions, outlet, load, page, moreRoutes } = parts;
  const transports = new TransportsApi(httpGateway, credentials, outlet);
  const guard: RouteGuard = {
    charge: ({ address, request }, userId) => load.request({ address, userId }, bodyBytesOf(request)),
    authenticate: ({ request, origin }) => accounts.authenticate(credentials.token(request, origin)),
    requireLive: ({ id }) => endedSessions.requireLive(id),
  };
  return new Router(guard, [
    unchargedRoute("GET", paths.health, () => json({ status: "ok", connections: gateway.connectionCount })),
    openRoute("POST", paths.sessions, (request, server) => sessions.signIn(request, server)),
    signedInRoute("GET", paths.sessions, (request) => sessions.list(request)),
    signedInRoute("DELETE", paths.sessions, (request) => sessions.signOutOthers(request)),
    signedInRoute("DELETE", paths.sessionOfUser, (request) => sessions.signOutDevice(request)),
    openRoute("GET", paths.session, (request) => sessions.whoAmI(request)),
    signedInRoute("DELETE", paths.session, (request) => sessions.signOut(request)),
    signedInRoute("POST", paths.deviceLinks, (request) => sessions.createDeviceLink(request)),
    openRoute("GET", paths.socket, (request, server) => openSocket(request, server, gateway, credentials, outlet)),
    openRoute("DELETE", paths.connection, (request) => transports.leave(request)),
    // These authenticate before the body is read, and charge the user.
    unchargedRoute("POST", paths.stream, (request, server) => transports.stream(request, server)),
    unchargedRoute("POST", paths.poll, (request, server) => transports.poll(request, server)),
    unchargedRoute("POST", paths.frames, (request) => transports.frames(request)),
    openRoute("GET", paths.message, ({ params }) => openInPage(params)),
    ...page.paths.map((path) => openRoute("GET", path, ({ request }) => page.answer(path, request))),
    ...moreRoutes,
  ]);
}

async function answer(
  parts: ListenerContext,
  listening: ListeningSocket,
  request: Request,
  server: ShoalServer,
): Promise<Response | undefined> {
  let origin: RequestOrigin | undefined;
  let response: Response | undefined;
  let refuse: Refuse = refusal;
  try {
    // An invalid host leaves no address to find a path in.
    const host = parts.origins.checkHost(request);
    const path = parts.basePath.below(pathOf(request), request);
    if (path?.startsWith(`${apiPrefix}/`)) refuse = (error, headers) => problem(error, parts.basePath, headers);
    const isForEveryOrigin = path !== undefined && parts.page.isForEveryOrigin(path);
    origin = isForEveryOrigin ? { kind: "none" } : parts.origins.check(request, host);
    if (path === undefined)
      throw new ShoalError("not-found", { message: `This server is below ${parts.basePath.text} of its host.` });
    const isProbe = path === paths.health || path === readyPath;
    if (!isProbe) listening.requireRoom();
    const address = parts.clientAddresses.of(server.requestIP(request)?.address ?? "", request);
    // A banned address sees the page, which says why nothing works.
    if (!isProbe && !parts.page.has(path)) parts.addressBans.require(address);
    const checked = { request, origin, address };
    const routed = parts.router.answer(path, checked, server, refuse);
    if (routed === undefined) throw new ShoalError("not-found");
    response = await routed.answer;
    const code = response && refusedCode(response);
    if (code !== undefined) parts.log.refused?.(code);
  } catch (error) {
    // It is not read: what came of it need not wait too.
    await request.body?.cancel().catch(() => {});
    response = refuse(await parts.lateRefusals.due(knownError(error, parts.log)));
  }
  if (response === undefined) return undefined;
  const location = response.headers.get("location");
  if (location?.startsWith("/")) response.headers.set("Location", parts.basePath.of(location));
  if (origin?.kind === "other") allowCrossOrigin(response, origin.origin);
  // A request refused before its origin is checked, or because of it, gets nothing but the reason.
  else if (origin === undefined && request.headers.has("origin")) allowCrossOrigin(response, "*");
  if (listening.isFull || isLeftUnread(request, response)) response.headers.set("Connection", "close");
  return secured(response, parts.certificates !== undefined && !isLocalhost(request));
}

/** Browsers keep `Strict-Transport-Security` for a name with all its ports, and other servers of a developer's machine may have no TLS. */
function isLocalhost({ headers }: Request): boolean {
  return /^localhost(:\d+)?$/i.test(headers.get("host") ?? "");
}

/** The page shows one address; a link to a message is one that people can read. Relative: the server may live below a path of its host. */
function openInPage({ conversationId = "", seq = "" }: Readonly<Record<string, string>>): Response {
  const where = new URLSearchParams({ c: conversationId, m: seq });
  return new Response(null, { status: 302, headers: { Location: `../../#${where}`, "Cache-Control": "no-store" } });
}

/**
 * Whether a refused request may still have a large body on its way. A client may stop sending it after the answer, and the connection would
 * wait for the rest.
 */
function isLeftUnread({ headers }: Request, { status }: Response): boolean {
  const isLong = headers.has("transfer-encoding") || Number(headers.get("content-length") ?? 0) > limits.uplinkBytesMax;
  return status >= 400 && isLong;
}

function openSocket(
  { request, origin, address }: CheckedRequest,
  server: ShoalServer,
  gateway: Gateway,
  credentials: Credentials,
  outlet: Outlet,
) {
  const cost = outlet.costs.request(request);
  const cookieToken = credentials.cookieToken(request, origin);
  const refused = upgrade(request, server, new WebSocketTransport(gateway, outlet, { address, cookieToken }));
  if (refused === undefined) cost?.answered("websocket", 0);
  return refused;
}
