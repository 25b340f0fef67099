import type { HandshakeView } from "../../protocol/http.ts";
import { extensionsChosen, type Socket, type SocketListener } from "../gateway/websocket.ts";
import type { CheckedRequest } from "../http/checked-request.ts";
import { isHandshake, type Upgrader, upgrade } from "../http/handshake.ts";
import { json } from "../http/responses.ts";

export const SEEN_HEADERS_MAX = 100;
export const SEEN_VALUE_CHARACTERS_MAX = 1_000;
export const SEEN_LISTED_MAX = 50;
const NORMAL_CLOSURE = 1000;

// The cookie, and the headers of a proxy that authenticates users.
const secretNames = /cookie|authorization|token|secret|password|credential|session|jwt|assertion|principal|oidc|api-?key/i;

/** What of the server tells the other end of a request's connection. */
interface PeerOf {
  requestIP(request: Request): Peer["remote"];
}

/** Answers over the WebSocket that was asked for, and closes it; a plain request with JSON. */
export function showHandshake({ request, address }: CheckedRequest, server: Upgrader & PeerOf): Response | undefined {
  const sight = sightOf(request, { remote: server.requestIP(request), clientAddress: address });
  return isHandshake(request) ? upgrade(request, server, new OneMessage(JSON.stringify(sight))) : json(sight);
}

interface Peer {
  readonly remote: { readonly address: string; readonly port: number } | null;
  readonly clientAddress: string;
}

export function sightOf({ method, url, headers }: Request, { remote, clientAddress }: Peer): HandshakeView {
  const all = [...headers];
  return {
    request: `${method} ${new URL(url).pathname}`,
    httpVersion: "HTTP/1",
    ...(remote !== null && { remote: { address: remote.address, port: remote.port } }),
    clientAddress,
    omittedCount: Math.max(0, all.length - SEEN_HEADERS_MAX),
    headers: all.slice(0, SEEN_HEADERS_MAX).map(([name, value]) => ({
      name,
      byteLength: Buffer.byteLength(value),
      ...(!secretNames.test(name) && { value: value.slice(0, SEEN_VALUE_CHARACTERS_MAX) }),
    })),
    cookieNames: cookieNames(headers.get("cookie") ?? ""),
    extensions: { offered: listed(headers.get("sec-websocket-extensions")), chosen: [...extensionsChosen] },
    subprotocols: { offered: listed(headers.get("sec-websocket-protocol")), chosen: [] },
  };
}

/** A cookie without a name is its value alone [RFC 6265bis], which is not told. */
function cookieNames(header: string): string[] {
  const names = header.split(";").flatMap((cookie) => (cookie.includes("=") ? cookie.slice(0, cookie.indexOf("=")).trim() : []));
  return bounded(names);
}

function listed(header: string | null): string[] {
  return bounded((header ?? "").split(",").map((item) => item.trim()));
}

function bounded(texts: readonly string[]): string[] {
  return texts
    .filter((text) => text !== "")
    .slice(0, SEEN_LISTED_MAX)
    .map((text) => text.slice(0, SEEN_VALUE_CHARACTERS_MAX));
}

/** Sends one message, reads nothing, and closes. */
class OneMessage implements SocketListener {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  opened(socket: Socket): void {
    socket.send(this.#text);
    socket.close(NORMAL_CLOSURE, "");
  }

  received(): void {}
  pinged(): void {}
  ponged(): void {}
  drained(): void {}
  closed(): void {}
}
