import * as v from "valibot";
import { type CustomData, customData } from "../custom-data.ts";
import { conversationId, requestId } from "../ids.ts";
import { type Person, person } from "../people.ts";

/** Tells programs apart: lower-case words with hyphens. */
const name = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,63}$/));

/** Hand an event of a program to the members who watch the conversation. Never stored, and may be lost [P227]. */
export const broadcastRequest = v.object({
  type: v.literal("broadcast"),
  requestId,
  conversationId,
  name,
  data: v.optional(customData),
});

/** An event of another program. Never logged [P227]. */
export const broadcast = v.object({
  type: v.literal("broadcast"),
  conversationId,
  by: person,
  name,
  data: v.optional(customData),
});
/** An event that a member's program sent to the members who watch the conversation. It is not stored. */
export interface Broadcast {
  /** The frame's type. */
  type: "broadcast";
  /** The conversation that is watched. */
  conversationId: string;
  /** The member whose program sent it; the client's own user, too. */
  by: Person;
  /** What the program calls it: 1 to 64 of `a-z`, `0-9` and `-`, a letter first. */
  name: string;
  /** At most 4,096 bytes of JSON. The server does not look into it: check it before you use it. */
  data?: CustomData | undefined;
}
