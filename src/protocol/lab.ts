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
  /** A WebSocket whose connection the server ends without a close frame, after `labLimits.cutAfterMs`. */
  cut: "/api/lab/cut",
  /** A WebSocket handshake is not answered for `labLimits.silentForMs`. */
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
  /** A socket of `labPaths.cut` lives for this. */
  cutAfterMs: 1_000,
  /** A handshake of `labPaths.silent` is held for this, then refused with `unavailable`. */
  silentForMs: 5_000,
  /** Handshakes that are held together; beyond it `unavailable` at once. */
  silentMax: 100,
} as const;

/** `POST /api/lab/push`. */
export const labPush = v.object({ text: v.string() });
/** What all open labs are to be shown. */
export interface LabPush {
  /** A line of visible text, at most `labLimits.pushCharactersMax` characters. Whoever shows it shows it as text. */
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

/** The event `end`, after which the response ends. */
export const labEnd = v.object({ reason: v.picklist(["draining", "lifetime"]) });
/** The event `end`: `draining`, the server is restarting; `lifetime`, a frame was there for `labLimits.frameLifetimeMs`. */
export interface LabEnd {
  /** An `EventSource` comes back by itself, and a frame is to be loaded anew. */
  reason: "draining" | "lifetime";
}

/** The data of every event, by its name. */
export interface LabEvents {
  lab: LabGreeting;
  observers: LabObservers;
  push: LabPushEvent;
  end: LabEnd;
}

/** What a frame tells its parent by `postMessage`, to the frame's own origin. */
export type LabFrameMessage = { [Name in keyof LabEvents]: { event: Name; data: LabEvents[Name] } }[keyof LabEvents];
