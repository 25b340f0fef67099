import * as v from "valibot";
import { sessionId, time } from "./ids.ts";

/** One session in the answer to `GET /api/sessions` [P113]. */
export const listedSession = v.object({
  sessionId,
  device: v.string(),
  createdAt: time,
  lastSeenAt: time,
  isOnline: v.boolean(),
  isCurrent: v.boolean(),
});
/** A device on which the user is signed in. */
export interface ListedSession {
  /** Names it, for `endSession`. It is no secret. */
  sessionId: string;
  /** The name that the user's client gave the device when it signed in; empty where it gave none. */
  device: string;
  /** When it signed in: milliseconds since 1970-01-01 UTC, by the server's clock. */
  createdAt: number;
  /** Its last visit, like `createdAt`; noted once an hour. */
  lastSeenAt: number;
  /** Whether a connection of it was live when the server answered. */
  isOnline: boolean;
  /** Whether it is the session of this request. */
  isCurrent: boolean;
}
/** The answer to `GET /api/sessions`: the current session first, then those that were used last. */
export const sessionList = v.object({ sessions: v.array(listedSession) });
