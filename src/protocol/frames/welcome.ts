import * as v from "valibot";
import { conversation, invitation } from "../conversations.ts";
import { epoch, seq, sessionId, time } from "../ids.ts";
import { limits } from "../limits.ts";
import { person } from "../people.ts";

type LimitEntries = { [Name in keyof typeof limits]: v.NumberSchema<undefined> };
const limitEntries = Object.fromEntries(Object.keys(limits).map((name) => [name, v.number()])) as LimitEntries;

/** The answer to `hello`: who you are, where every log stands, what is allowed. */
export const welcome = v.object({
  type: v.literal("welcome"),
  version: v.number(),
  sessionId,
  user: person,
  epoch,
  serverTime: time,
  /** Where the user's own log stands; `conversations` and `invitations` are the state at that place. */
  userHead: seq,
  conversations: v.array(conversation),
  /** Rooms that the user was asked into, the oldest first [P90]. */
  invitations: v.array(invitation),
  limits: v.object(limitEntries),
});
export type Welcome = v.InferOutput<typeof welcome>;
