import type { Clock } from "../../clock.ts";
import { newId, newToken } from "../../protocol/ids.ts";
import { limits } from "../../protocol/limits.ts";
import { hashSecret } from "./secrets.ts";

export interface SessionOptions {
  /** [P28g] */
  readonly isVisit?: boolean;
}

/** [P28g] From the last connection of a visit to its end. */
export const VISIT_LIFETIME_MS = 10 * 60 * 1000;
/** A visit counts as seen so much earlier: it expires by the same rule as every other session. */
export const VISIT_HEAD_START_MS = limits.guestLifetimeMs - VISIT_LIFETIME_MS;

/** A session that is not stored yet, with its secret. */
export function newSession(clock: Clock, device: string, { isVisit = false }: SessionOptions) {
  const [token, at] = [newToken(), clock.now()];
  const short = isVisit && { isVisit, lastSeenAt: at - VISIT_HEAD_START_MS };
  return { token, session: { id: newId("s"), tokenHash: hashSecret(token), device, at, ...short } };
}
