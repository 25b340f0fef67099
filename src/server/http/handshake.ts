import type { SocketListener } from "../gateway/websocket.ts";
import { json } from "./responses.ts";

/** What of the server makes a request a WebSocket. */
export interface Upgrader {
  upgrade(request: Request, options: { data: SocketListener; headers: Record<string, string> }): boolean;
}

/** Whether the request asks for a WebSocket. Bun takes one that has no `Connection: upgrade`; RFC 6455 does not. */
export function isHandshake({ headers }: Request): boolean {
  const lists = (header: string, token: string): boolean =>
    (headers.get(header) ?? "").split(",").some((item) => item.trim().toLowerCase() === token);
  return lists("connection", "upgrade") && lists("upgrade", "websocket") && headers.has("sec-websocket-key");
}

// Bun takes the first subprotocol that is offered; we speak none.
const headers = { "Sec-WebSocket-Protocol": "" };

/** Undefined once the request has become a WebSocket. */
export function upgrade(request: Request, server: Upgrader, listener: SocketListener): Response | undefined {
  if (isHandshake(request) && server.upgrade(request, { data: listener, headers })) return undefined;
  return upgradeRequired();
}

export function upgradeRequired(): Response {
  const body = { error: "bad-frame", message: "This address takes WebSocket handshakes only." };
  return json(body, 426, { Upgrade: "websocket" });
}
