import * as v from "valibot";
import { type Conversation, conversation, type Invitation, invitation } from "../conversations.ts";
import { epoch, seq, sessionId, time } from "../ids.ts";
import { type Limits, limits } from "../limits.ts";
import { type Person, person } from "../people.ts";

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
/** What the server says to a new connection: who the user is, where every log stands, and what is allowed. */
export interface Welcome {
  /** The frame's type. */
  type: "welcome";
  /** The version of the protocol that the server speaks. */
  version: number;
  /** The session that the connection belongs to. */
  sessionId: string;
  /** Who the client is. */
  user: Person;
  /** Another one than before: the server's past was replaced, by a backup for example. */
  epoch: string;
  /** Milliseconds since 1970-01-01 UTC, by the server's clock. */
  serverTime: number;
  /** Where the user's own log stands; `conversations` and `invitations` are the state at that place. */
  userHead: number;
  /** Every conversation that the user is in. */
  conversations: Conversation[];
  /** Rooms that the user was asked into, the oldest first [P90]. */
  invitations: Invitation[];
  /** The server's bounds. */
  limits: Limits;
}
