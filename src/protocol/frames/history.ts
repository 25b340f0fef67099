import * as v from "valibot";
import { type ReceivedEvent, receivedEvent } from "../events.ts";
import { conversationId, requestId, seq } from "../ids.ts";
import { limits } from "../limits.ts";

/** A page of the past: the `limit` events before `before`, or after `after`; with neither, the last ones. */
export const history = v.object({
  type: v.literal("history"),
  requestId,
  conversationId,
  before: v.optional(seq),
  after: v.optional(seq),
  limit: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(limits.historyEventsMax)), 50),
});

/** Ascending by seq, without holes. Nothing is left before `floor + 1`, nothing was there after `head`. */
export const historyPage = v.object({
  type: v.literal("history-page"),
  requestId,
  conversationId,
  floor: seq,
  head: seq,
  events: v.array(receivedEvent),
});
/** A page of the past. */
export interface HistoryPage {
  /** The frame's type. */
  type: "history-page";
  /** The request that it answers. */
  requestId: number;
  /** The conversation of the page. */
  conversationId: string;
  /** The first event that is kept has the seq `floor + 1`. */
  floor: number;
  /** The seq of the last event when the server answered. */
  head: number;
  /** By seq, ascending and without holes. May be fewer than were asked for although there are more: compare with `floor` and `head`. */
  events: ReceivedEvent[];
}
