import { socketAddressOf } from "../../src/client/address.ts";
import { httpTransport } from "../../src/client/transports/http.ts";
import type { Transport } from "../../src/client/transports/transport.ts";
import { webSocketTransport } from "../../src/client/transports/websocket.ts";
import { type Clock, systemClock } from "../../src/clock.ts";
import { paths } from "../../src/protocol/http.ts";

export const transportNames = ["websocket", "stream", "long-poll", "poll"] as const;
export type TransportName = (typeof transportNames)[number];

/** Long enough for the other side to do something, short enough for a test. */
const PAUSE_MAX_MS = 25;
const ANSWERS_AND_HEARTBEATS_MIN_MS = 5_000;

/** Between two polls it waits no longer than a test should; everything else takes its time. */
const hastyClock: Clock = {
  ...systemClock,
  after: (delayMs, callback) =>
    systemClock.after(delayMs < ANSWERS_AND_HEARTBEATS_MIN_MS ? Math.min(delayMs, PAUSE_MAX_MS) : delayMs, callback),
};

/** The client's side of that transport. */
export function transportNamed(name: TransportName, serverUrl: string, clock = hastyClock): Transport {
  return name === "websocket"
    ? webSocketTransport(socketAddressOf(serverUrl, paths.socket), WebSocket)
    : httpTransport(name, { server: serverUrl, clock, fetch });
}
