import * as v from "valibot";
import { featureList } from "../features.ts";
import { epoch, logId, seq } from "../ids.ts";
import { limits } from "../limits.ts";
import { sessionToken } from "../session-tokens.ts";

/** For each log that the client holds, the last seq that it applied. */
export const cursors = v.pipe(v.record(logId, seq), v.maxEntries(limits.conversationsPerUserMax + 1));

/** The first frame of every connection [P2]. The cookie stands in for `token` where the page sends one. */
export const hello = v.object({
  type: v.literal("hello"),
  version: v.pipe(v.number(), v.safeInteger()),
  token: v.optional(sessionToken),
  /** Cursors are refused when their epoch is not the server's: the past that they speak of was replaced. */
  epoch: v.optional(epoch),
  cursors: v.optional(cursors, {}),
  features: featureList,
});
/** As a client writes it. */
export type HelloInput = v.InferInput<typeof hello>;
