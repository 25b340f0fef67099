import type { Clock } from "../../clock.ts";
import { paths } from "../../protocol/http.ts";
import { addressOf, socketAddressOf } from "../address.ts";
import { type HttpTransportName, httpTransport } from "./http.ts";
import type { Transport } from "./transport.ts";
import { type WebSocketConstructor, webSocketTransport } from "./websocket.ts";

/** The transports that the SDK knows, the best first. */
export const transportNames = ["websocket", "stream", "long-poll", "poll"] as const;
/** A transport that the SDK knows, by its name. */
export type TransportName = (typeof transportNames)[number];

/** `auto` is the best that works. Otherwise one transport by its name, or one of the application's own. */
export type TransportChoice = "auto" | TransportName | Transport;

export interface TransportMeans {
  readonly server: string;
  readonly clock: Clock;
  readonly WebSocket: WebSocketConstructor | undefined;
  readonly fetch: typeof fetch | undefined;
}

/** The transports to the server, the best first. Throws for an invalid address, or when the runtime lacks what every transport needs. */
export function chooseTransports(choice: TransportChoice, means: TransportMeans): readonly Transport[] {
  if (typeof choice === "object") return [choice];
  addressOf(means.server, paths.socket); // throws where that is no address
  const names = choice === "auto" ? transportNames : [choice];
  const transports = names.flatMap((name) => createTransport(name, means) ?? []);
  if (transports.length === 0)
    throw new Error(`This runtime lacks what ${choice} takes: hand it over as options.WebSocket or fetch.`);
  return transports;
}

function createTransport(name: TransportName, means: TransportMeans): Transport | undefined {
  if (name === "websocket") return createWebSocket(means);
  return createHttp(name, means);
}

function createWebSocket({ server, WebSocket: given }: TransportMeans): Transport | undefined {
  const Chosen = given ?? globalThis.WebSocket;
  return Chosen === undefined ? undefined : webSocketTransport(socketAddressOf(server, paths.socket), Chosen);
}

function createHttp(name: HttpTransportName, { server, clock, fetch: given }: TransportMeans): Transport | undefined {
  // Called as a plain function: browsers refuse a `fetch` that is called as a method.
  const send = given ?? globalThis.fetch;
  return send === undefined ? undefined : httpTransport(name, { server, clock, fetch: (...parameters) => send(...parameters) });
}
