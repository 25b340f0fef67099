import * as v from "valibot";
import { count, time } from "./ids.ts";

/** What the lab asks its server for [P140]. `handshakeViewPath` is another one. */
export const labPaths = {
  /** `GET`: server-sent events, by the names of `LabEvents`. With `?costs=1` also `costs`. */
  feed: "/api/lab/feed",
  /** `GET`: the same events in an HTML document without end, for an iframe. */
  frame: "/api/lab/frame",
  /** `POST` of a `LabPush`, answered with a `LabPushed`. */
  push: "/api/lab/push",
  /** A WebSocket that is accepted, and cut after `labLimits.cutAfterMs` without a close frame. */
  cut: "/api/lab/cut",
  /** A WebSocket that reads slowly, and answers with a `LabSlowReport` now and then. */
  slow: "/api/lab/slow",
  /** A WebSocket handshake that is not answered for `labLimits.silentForMs`. */
  silent: "/api/lab/silent",
} as const;

/** What the server does with what the lab asks for, beyond which it refuses or leaves out. */
export const labLimits = {
  /** Open feeds and frames together; beyond it `unavailable`. */
  feedsMax: 500,
  /** Those of one address: a class is behind one. */
  feedsPerAddressMax: 100,
  /** Labs that one `observers` lists, the newest; the number of all is told beside them. */
  observersListedMax: 50,
  /** Between two `observers`, at least. */
  observersIntervalMs: 500,
  /** Visible characters (grapheme clusters) of a push. */
  pushCharactersMax: 80,
  /** Pushes of one address at once … */
  pushesAtOnce: 10,
  /** … and in a second in the long run. */
  pushesPerSecond: 2,
  /** Pushes of all together at once … */
  pushesOfAllAtOnce: 20,
  /** … and in a second in the long run. */
  pushesOfAllPerSecond: 10,
  /** A frame's document ends after this: it grows with every event. */
  frameLifetimeMs: 4 * 60 * 1000,
  /** The socket that is cut lives this long. */
  cutAfterMs: 1_000,
  /** The slow reader rests so long after each read, which is what the runtime reads at once: up to 512 KiB, and what it had before. */
  slowRestMs: 1_000,
  /** The slow reader is closed after this. */
  slowLifetimeMs: 60_000,
  /** Slow readers at once: the kernel keeps several MiB for each … */
  slowSocketsMax: 20,
  /** … and those of one address. */
  slowSocketsPerAddressMax: 10,
  /** A handshake of `labPaths.silent` is held for this, then refused with `unavailable`. */
  silentForMs: 5_000,
  /** Handshakes that are held together; beyond it `unavailable` at once. */
  silentMax: 100,
} as const;

/** `POST /api/lab/push`. */
export const labPush = v.object({ text: v.string() });
/** What all open labs are to be shown. */
export interface LabPush {
  /** A line of visible text, at most `labLimits.pushCharactersMax` characters. A client shows it as text, never as markup. */
  text: string;
}

/** The answer to `POST /api/lab/push`. */
export interface LabPushed {
  /** The labs that were open, and are sent the text. */
  labCount: number;
}

/** The event `lab`, the first one of a feed: which of the labs this one is. */
export const labGreeting = v.object({ number: count });
/** The event `lab`. */
export interface LabGreeting {
  /** From 1 on, in the order of opening. It begins anew when no lab is open, and says nothing about the user. */
  number: number;
}

const labObserver = v.object({ number: count, via: v.picklist(["feed", "frame"]) });
/** The event `observers`: who has a lab open. */
export const labObservers = v.object({ labs: v.array(labObserver), labCount: count });
/** The event `observers`: at the begin, and whenever a lab is opened or ends, however it ended. */
export interface LabObservers {
  /** In the order of opening: at most `labLimits.observersListedMax`, the newest. */
  labs: { number: number; via: "feed" | "frame" }[];
  /** All that are open, also those that are not listed. */
  labCount: number;
}

/** The event `push`. */
export const labPushEvent = v.object({ text: v.string(), at: time });
/** The event `push`: the server speaks because a lab asked it to. */
export interface LabPushEvent {
  /** To be shown as text. */
  text: string;
  /** When the server sent it, by its clock: milliseconds since 1970-01-01 UTC. */
  at: number;
}

const transportCosts = v.object({
  connections: count,
  held: count,
  queuedBytes: count,
  requests: count,
  framesUp: count,
  framesDown: count,
  bytesUp: count,
  bytesDown: count,
  headBytesUp: count,
  headBytesDown: count,
  cpuMs: v.number(),
});
/**
 * What one transport costs the server. The first three are of this moment. The others only grow, while any lab asks for costs, and stand still
 * while none does: two events together tell what lies between them. Plain sockets, `/echo`, the lab's own feeds, the page's files, signing in
 * and what TCP, TLS and a proxy add are counted nowhere.
 */
export interface LabTransportCosts {
  /** Connections of clients that use the transport, of an HTTP transport also those between two requests. */
  connections: number;
  /** Sockets, or requests with an answer that is held open. A `poll` is never held. */
  held: number;
  /** What waits in this process because clients have not taken it; what the kernel has is not counted. */
  queuedBytes: number;
  /**
   * HTTP requests that were answered: `POST /api/stream` and `/api/poll`, and `POST /api/frames` of a known connection. A stream counts when its
   * answer begins. For `websocket` the handshakes. Refused requests are not counted.
   */
  requests: number;
  /** Frames of the protocol that came. WebSocket's own pings and pongs are not counted. */
  framesUp: number;
  /** Frames of the protocol that were sent; the answers to `POST /api/frames` are not among them, and their bytes are. */
  framesDown: number;
  /** Bodies of requests; for `websocket` the payloads of messages. */
  bytesUp: number;
  /** Bodies of answers with everything in them (padding, heartbeats, the form of server-sent events); for `websocket` the payloads of messages. */
  bytesDown: number;
  /**
   * Request lines and headers, computed from what arrived, without what HTTP allows to be written in several ways. For `websocket` the heads of
   * handshakes, and of each message the 2, 4 or 10 bytes before its payload and its 4 bytes of masking key, as if it came in one frame.
   */
  headBytesUp: number;
  /**
   * Status lines and headers of answers, without `Date`, `Content-Length` or `Transfer-Encoding` and its chunks, which the runtime adds. For `websocket`
   * the 2, 4 or 10 bytes before each payload; the answers to handshakes are not counted.
   */
  headBytesDown: number;
  /**
   * Milliseconds of the main thread within the handlers: of an HTTP request the parts up to the first wait (who it is, parsing, attaching, taking frames),
   * of a WebSocket message the same, and of the fan-out a share by the number of receivers. What goes on after the storage has answered, the runtime's
   * own reading and writing, and the threads of the storage are not in it: they are in the process's `cpuUserMs` and `cpuSystemMs`.
   */
  cpuMs: number;
}

/** The event `costs`. */
export const labCosts = v.object({
  at: time,
  cpuUserMs: v.number(),
  cpuSystemMs: v.number(),
  rssBytes: count,
  queuedBytes: count,
  transports: v.object({
    websocket: transportCosts,
    stream: transportCosts,
    "long-poll": transportCosts,
    poll: transportCosts,
  }),
});
/** The event `costs`, once a second to labs that asked with `?costs=1`. */
export interface LabCosts {
  /** The server's clock: milliseconds since 1970-01-01 UTC. */
  at: number;
  /** CPU time of the whole process since its start, all threads, outside the kernel. */
  cpuUserMs: number;
  /** The same within the kernel. */
  cpuSystemMs: number;
  /** Memory of the whole process (resident set). */
  rssBytes: number;
  /** What waits in the whole process for clients to take it, as far as the server keeps account of it: small answers are not in it. */
  queuedBytes: number;
  /** By transport. */
  transports: {
    websocket: LabTransportCosts;
    stream: LabTransportCosts;
    "long-poll": LabTransportCosts;
    poll: LabTransportCosts;
  };
}

/** The event `end`, after which the response ends. */
export const labEnd = v.object({ reason: v.picklist(["draining", "lifetime"]) });
/** The event `end`: `draining`, the server is restarting; `lifetime`, a frame was there for `labLimits.frameLifetimeMs`. */
export interface LabEnd {
  /** An `EventSource` comes back by itself, and a frame is to be loaded anew. */
  reason: "draining" | "lifetime";
}

/** What the slow reader says, at the end of each rest. */
export const labSlowReport = v.object({ readBytes: count });
/** What the slow reader says. */
export interface LabSlowReport {
  /** Payloads that it has read, in all: what the page has sent and this does not count is on the way, or in `bufferedAmount`. */
  readBytes: number;
}

/** The data of every event, by its name. */
export interface LabEvents {
  lab: LabGreeting;
  observers: LabObservers;
  push: LabPushEvent;
  costs: LabCosts;
  end: LabEnd;
}

/** What a frame tells its parent by `postMessage`, to the frame's own origin. */
export type LabFrameMessage = { [Name in keyof LabEvents]: { event: Name; data: LabEvents[Name] } }[keyof LabEvents];
