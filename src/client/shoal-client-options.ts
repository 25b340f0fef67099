import type { Clock } from "../clock.ts";
import type { OutboxStore } from "./outbox-store.ts";
import type { TransportChoice } from "./transports/choose-transports.ts";
import type { WebSocketConstructor } from "./transports/websocket.ts";
import type { WakeSource } from "./wake.ts";

/** How a client is made. Everything has a default. */
export interface ShoalClientOptions {
  /** The session's token. Absent: the page's cookie. */
  token?: string | undefined;
  /**
   * Whose client it is. When the server welcomes anybody else, for the page's cookie has become another person's, the client
   * closes with `signed-out` before it sends anything. Default: the user who is welcomed first.
   */
  userId?: string | undefined;
  /** Default: memory. */
  outbox?: OutboxStore | undefined;
  /** `auto` (the best that works: websocket, stream, long-poll, poll), or the one that is to be used, or one of your own. */
  transport?: TransportChoice | undefined;
  /** For runtimes that have none, such as Node 20; without it they stream. */
  WebSocket?: WebSocketConstructor | undefined;
  /** What carries the other transports. Default: the runtime's. */
  fetch?: typeof fetch | undefined;
  /** What it measures its waits by. Default: the device's. */
  clock?: Clock | undefined;
  /** In [0, 1), like `Math.random`. */
  random?: (() => number) | undefined;
  /** Default: the window's signals. */
  wake?: WakeSource | undefined;
}

/** The events before `before`, or after `after`; with neither, the last ones. `limit` is 50 unless told, 200 at most. */
export interface HistoryRange {
  /** A seq: the events before it. */
  before?: number | undefined;
  /** A seq: the events after it. */
  after?: number | undefined;
  /** How many events at most: 1 to 200. Default 50. */
  limit?: number | undefined;
}

/** A page of a list that is ordered by name. */
export interface PageQuery {
  /** The beginning of the name. */
  query?: string | undefined;
  /** `next` of the page before. */
  after?: string | undefined;
}
