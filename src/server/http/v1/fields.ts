import * as v from "valibot";
import { members } from "../../../protocol/frames/directory.ts";
import { limits } from "../../../protocol/limits.ts";

/** `next` of the page before, for lists whose requests call it `after`. */
export const pageCursor = members.entries.after;

/** How many entries a page has at most. */
export function pageLimit(max: number, usual: number) {
  return v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(max)), usual);
}

/** Of pages of a log. */
export const historyLimit = pageLimit(limits.historyEventsMax, 50);

/** The frame without what belongs to the wire: its type, and the number of the request. */
export function bodyOf<Frame extends object>(frame: Frame): Omit<Frame, "type" | "requestId"> {
  const { type: _, requestId: __, ...rest } = frame as Frame & { type?: unknown; requestId?: unknown };
  return rest as Omit<Frame, "type" | "requestId">;
}
