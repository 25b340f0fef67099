import type { HandshakeView } from "../../protocol/http.ts";
import type { Socket, SocketListener } from "../gateway/websocket.ts";
import { isHandshake, type Upgrader, upgrade } from "../http/handshake.ts";
import { json } from "../http/responses.ts";

export const SEEN_HEADERS_MAX = 100;
export const SEEN_VALUE_CHARACTERS_MAX = 1_000;
const NORMAL_CLOSURE = 1000;

// The cookie, and the headers of a proxy that authenticates users.
const secretNames = /cookie|authorization|token|secret|password|credential|session|jwt|assertion|principal|oidc|api-?key/i;

/** Answers over the WebSocket that was asked for, and closes it; a plain request with JSON. */
export function showHandshake(request: Request, server: Upgrader): Response | undefined {
  const sight = sightOf(request);
  return isHandshake(request) ? upgrade(request, server, new OneMessage(JSON.stringify(sight))) : json(sight);
}

export function sightOf({ method, url, headers }: Request): HandshakeView {
  const all = [...headers];
  return {
    request: `${method} ${new URL(url).pathname}`,
    omittedCount: Math.max(0, all.length - SEEN_HEADERS_MAX),
    headers: all.slice(0, SEEN_HEADERS_MAX).map(([name, value]) => ({
      name,
      byteLength: Buffer.byteLength(value),
      ...(!secretNames.test(name) && { value: value.slice(0, SEEN_VALUE_CHARACTERS_MAX) }),
    })),
  };
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
