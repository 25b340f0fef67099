import * as v from "valibot";
import { receivedLogEvent } from "../events.ts";
import { count, logId, seq } from "../ids.ts";
import { openPicklist } from "../open.ts";

/** The events after `after` in a log, without holes. The same bytes go to every subscriber [P14]. */
export const events = v.object({
  type: v.literal("events"),
  logId,
  after: seq,
  /** Messages in the log up to the last of these events. */
  messageCount: count,
  events: v.pipe(v.array(receivedLogEvent), v.minLength(1)),
});
export type Events = v.InferOutput<typeof events>;

/** Deliver that log again from here: the client saw a hole [P16]. */
export const resume = v.object({ type: v.literal("resume"), logId, after: seq });

/**
 * The events between the client's cursor and `after` are not delivered live [P17].
 * `far`: too much, read it with `history`. `replaced`: the past is another one, forget the old. `trimmed`: it is gone.
 */
export const gap = v.object({
  type: v.literal("gap"),
  logId,
  after: seq,
  messageCount: count,
  // Of another reason a client has the same to do as of this one.
  reason: openPicklist(["far", "replaced", "trimmed"], "far"),
});
/** Events that are not delivered live: those between the client's cursor and `after` [P17]. */
export interface Gap {
  /** The frame's type. */
  type: "gap";
  /** The conversation's id, or the user's own. */
  logId: string;
  /** The seq after which live delivery goes on. */
  after: number;
  /** Messages in the log up to `after`. */
  messageCount: number;
  /** `far`: too many, read them with `history`. `replaced`: the past is another one, forget what is held. `trimmed`: they are gone. */
  reason: "far" | "replaced" | "trimmed";
}
