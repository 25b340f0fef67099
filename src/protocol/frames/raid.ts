import * as v from "valibot";
import { time } from "../ids.ts";

/** A raid began, or without `until` it ended before its time [P183]. Never logged: `welcome` tells the same. */
export const raid = v.object({ type: v.literal("raid"), until: v.optional(time) });
