import { paths } from "../../protocol/http.ts";
import { socketAddressOf } from "../address.ts";
import type { Transport } from "./transport.ts";
import { webSocketTransport } from "./websocket.ts";

/** Names that the SDK knows, or a transport of the application's own. */
export type TransportChoice = "auto" | "websocket" | Transport;

/** Throws when there is no way to the server: the address is none, or the runtime lacks what it takes. */
export function chooseTransport(server: string, choice: TransportChoice, WebSocketClass?: typeof WebSocket): Transport {
  if (typeof choice === "object") return choice;
  const Chosen = WebSocketClass ?? globalThis.WebSocket;
  if (Chosen === undefined)
    throw new Error("This runtime has no WebSocket: hand one over as options.WebSocket (the package ws).");
  return webSocketTransport(socketAddressOf(server, paths.socket), Chosen);
}
