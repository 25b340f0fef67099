import * as v from "valibot";
import { type ServerRole, serverRole } from "../accounts.ts";
import { type Conversation, type Invitation, invitation, receivedConversation } from "../conversations.ts";
import { featureList } from "../features.ts";
import { count, epoch, seq, sessionId, time, userId } from "../ids.ts";
import { type Limits, limits } from "../limits.ts";
import { type Mute, mute } from "../moderation.ts";
import { type Person, person } from "../people.ts";

type LimitEntries = { [Name in keyof typeof limits]: v.OptionalSchema<v.NumberSchema<undefined>, number> };
/** A missing limit has the value of this version. */
const limitEntries = Object.fromEntries(
  Object.entries(limits).map(([name, value]) => [name, v.optional(v.number(), value)]),
) as LimitEntries;

const knownConversations = v.pipe(
  v.array(receivedConversation),
  v.transform((all) => all.filter((each) => each !== undefined)),
);

/** The answer to `hello`: the user, the head of every log, and the limits. */
export const welcome = v.object({
  type: v.literal("welcome"),
  version: v.pipe(v.number(), v.safeInteger()),
  sessionId,
  user: person,
  epoch,
  serverTime: time,
  /** Where the user's own log stands; `conversations` and `invitations` are the state at that place. */
  userHead: seq,
  conversations: knownConversations,
  /** Rooms that the user was asked into, the oldest first [P90]. */
  invitations: v.array(invitation),
  /** Users whom the user blocks [P112]. */
  blocked: v.optional(v.array(userId)),
  /** Whether others see how far the user has read; missing means that they do [P24f]. */
  isReadShared: v.optional(v.boolean()),
  /** Who is online of the users with whom the user has a direct message conversation in the list [P22f]. */
  onlinePeers: v.optional(v.array(userId)),
  /** Missing means `member` [P171]. */
  serverRole: v.optional(serverRole),
  /** Missing unless the user writes nowhere on the server for a while [P177]. */
  mute: v.optional(mute),
  /** Missing unless the server is in a raid [P183]. */
  raidUntil: v.optional(time),
  /** What the server keeps at most; 0 and a missing one are for ever [P190]. */
  retentionDays: v.optional(count),
  retentionMessages: v.optional(count),
  limits: v.object(limitEntries),
  features: featureList,
  pushKey: v.optional(v.string()),
});
/** The server's first frame on a connection: the user, the head of every log, and the limits. */
export interface Welcome {
  /** The frame's type. */
  type: "welcome";
  /** The version of the protocol that the server speaks. */
  version: number;
  /** The session that the connection belongs to. */
  sessionId: string;
  /** The client's user. */
  user: Person;
  /** Another one than before: the server's past was replaced, by a backup for example. */
  epoch: string;
  /** Milliseconds since 1970-01-01 UTC, by the server's clock. */
  serverTime: number;
  /** Where the user's own log stands; `conversations`, `invitations` and `blocked` are the state at that place. */
  userHead: number;
  /** Every conversation that the user is in. */
  conversations: Conversation[];
  /** Rooms that the user was asked into, the oldest first [P90]. */
  invitations: Invitation[];
  /** The ids of the users whom the user blocks, at most 1,000; missing means none. */
  blocked?: string[] | undefined;
  /** Whether others see how far the user has read, and the user how far others have; missing means yes. */
  isReadShared?: boolean | undefined;
  /** The ids of the online users among those of the user's direct message conversations; missing means none. */
  onlinePeers?: string[] | undefined;
  /** The user's role on the server; missing means `member`. */
  serverRole?: ServerRole | undefined;
  /** Missing unless the user writes nowhere on the server for a while. */
  mute?: Mute | undefined;
  /** The server takes no new users until then, and everyone writes slowly: milliseconds since 1970-01-01 UTC, by the server's clock. */
  raidUntil?: number | undefined;
  /** Days for which the server keeps what is written, in whichever conversation; missing means for ever. */
  retentionDays?: number | undefined;
  /** Messages that the server keeps of each conversation, the newest; missing means all. */
  retentionMessages?: number | undefined;
  /** The server's bounds. */
  limits: Limits;
  /** The names of the server's features beyond the first version of the protocol. */
  features: string[];
  /** The server's public key for push messages, base64url; missing where it sends none [P130]. */
  pushKey?: string | undefined;
}
