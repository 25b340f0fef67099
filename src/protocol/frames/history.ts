import * as v from "valibot";
import { type ReceivedEvent, receivedEvent } from "../events.ts";
import { conversationId, requestId, seq, time } from "../ids.ts";
import { limits } from "../limits.ts";

/** A page of the past: the `limit` events before `before`, after `after`, or from the time `since`; with none of them, the last ones. */
export const history = v.object({
  type: v.literal("history"),
  requestId,
  conversationId,
  before: v.optional(seq),
  after: v.optional(seq),
  /** Stored then or later [P19d]. */
  since: v.optional(time),
  limit: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(limits.historyEventsMax)), 50),
  /** `false` leaves out the changes of messages: a page has their present state anyway [P46]. */
  changes: v.optional(v.boolean()),
});

/** Ascending by seq. Every place from `first` to `last` is covered; those without an event are changes that were left out. Nothing is left before `floor + 1`, nothing was there after `head`. */
export const historyPage = v.object({
  type: v.literal("history-page"),
  requestId,
  conversationId,
  floor: seq,
  head: seq,
  events: v.array(receivedEvent),
  first: v.optional(seq),
  last: v.optional(seq),
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
  /**
   * By seq, ascending, messages in their present state; without holes, unless changes were left out. May be fewer than were asked for
   * although there are more: compare with `floor` and `head`.
   */
  events: ReceivedEvent[];
  /** The page covers the log from this seq … An older server leaves both out: it is from the first of `events` to the last. */
  first?: number | undefined;
  /** … to this one. One less than `first` when there is nothing. */
  last?: number | undefined;
}
