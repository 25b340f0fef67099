import { type TransportName, transportNames } from "../../client/index.ts";

/** Not in every browser: a setting may have switched it off, or an extension has taken it away. */
export const hasWebSocket = typeof globalThis.WebSocket === "function";

/** The transports that this browser has, the best first. */
export const availableTransports: readonly TransportName[] = transportNames.filter(
  (name) => name !== "websocket" || hasWebSocket,
);
