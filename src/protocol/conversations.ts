import * as v from "valibot";
import { type ConversationSettings, conversationSettings } from "./conversation-settings.ts";
import { conversationId, count, pictureId, seq, time } from "./ids.ts";
import { type Quote, quote } from "./messages.ts";
import { type Mute, mute, type RaisedHand, type RoomRules, raisedHand, roomRules } from "./moderation.ts";
import { openVariant } from "./open.ts";
import { type Person, person, type Role, role } from "./people.ts";

/** The beginning of the last message of a conversation, in its present state. */
export const lastMessage = v.object({ at: time, ...quote.entries });
/** The beginning of the last message of a conversation, in its present state. */
export interface LastMessage extends Quote {
  /** When the server stored it: milliseconds since 1970-01-01 UTC, by the server's clock. */
  at: number;
}

const progress = {
  id: conversationId,
  /** The last seq of the log; live events follow it. */
  head: seq,
  /** Messages in the log up to `head` (joins and the like are not messages). */
  messageCount: count,
  /** The read marker, and `messageCount` as it was there: their difference is the number of unread messages. */
  readSeq: seq,
  readMessageCount: count,
  /** Nothing is kept up to here; only in `welcome`, and missing where everything is kept [P192]. */
  floor: v.optional(seq),
  /** Messages after `readSeq` that mention the user, ascending [P44]. */
  unreadMentions: v.optional(v.array(seq)),
  /** The user's own; missing means `member`. */
  role: v.optional(role),
  /** Only in `welcome`; clients go on from there [P26e]. */
  lastMessage: v.optional(lastMessage),
  /** The user's own; missing means that all of them have their defaults [P100]. */
  settings: v.optional(conversationSettings),
};

/** How a room looks to those who may see it. */
const looks = {
  name: v.string(),
  description: v.optional(v.string()),
  emoji: v.optional(v.string()),
  picture: v.optional(pictureId),
};

/** How order is kept in a room [P172–P175]. */
const order = {
  rules: v.optional(roomRules),
  isArchived: v.optional(v.boolean()),
  mute: v.optional(mute),
  hasVoice: v.optional(v.boolean()),
  raisedHands: v.optional(v.array(raisedHand)),
};

export const room = v.object({ ...progress, kind: v.literal("room"), ...looks, isPrivate: v.boolean(), ...order });
export const direct = v.object({ ...progress, kind: v.literal("direct"), peer: person });

/** A conversation as one of its members sees it. */
export const conversation = v.variant("kind", [room, direct]);
/** The same as a client reads it: one of a kind that the client does not know is `undefined`, and is left out. */
export const receivedConversation = openVariant(
  conversation,
  v.pipe(
    v.looseObject({ kind: v.string() }),
    v.transform(() => undefined),
  ),
);

/** Whether a client of this version knows the kind of conversation. The schema refuses what is not a conversation. */
export function isKnownConversation(value: unknown): boolean {
  if (typeof value !== "object" || value === null || !("kind" in value)) return true;
  return conversation.options.some(({ entries }) => entries.kind.literal === value.kind);
}

/** A conversation as one of its members sees it: a room, or a private conversation of two. `kind` tells which. */
export type Conversation = Room | Direct;

interface Progress {
  /** The conversation's id, and that of its log. */
  id: string;
  /** The seq of the last event in its log; live events follow it. 0 is the place before the first. */
  head: number;
  /** Messages in the log up to `head`. Joins and leaves are not counted. */
  messageCount: number;
  /** The seq up to which the user has read. */
  readSeq: number;
  /** Messages up to `readSeq`: `messageCount - readMessageCount` of them are unread. */
  readMessageCount: number;
  /** Nothing up to this seq is kept; missing where everything is. */
  floor?: number | undefined;
  /** The seqs of the unread messages that mention the user, ascending: at most the newest 100. Missing means none. */
  unreadMentions?: number[] | undefined;
  /** The user's role in it; missing means `member`. */
  role?: Role | undefined;
  /** Its last message; missing where the conversation has no message, and until the client is told of it. */
  lastMessage?: LastMessage | undefined;
  /** The user's own settings of it; missing where all of them have their defaults. */
  settings?: ConversationSettings | undefined;
}
/** A room that the user is a member of. */
export interface Room extends Progress {
  /** Tells a room from a private conversation. */
  kind: "room";
  /** 1 to 50 visible characters. Public rooms have different names. */
  name: string;
  /** What the room is for: one paragraph of at most 300 visible characters. Missing where its owner wrote none. */
  description?: string | undefined;
  /** One emoji that stands for the room. Missing where its owner chose none. */
  emoji?: string | undefined;
  /** Its picture, shown instead of the emoji: `pictureAddress` tells where it is. Another picture has another id. Missing where its owner chose none. */
  picture?: string | undefined;
  /** Whether one has to be invited to see it and to join. */
  isPrivate: boolean;
  /** Its rules; missing where none refuses anything. */
  rules?: RoomRules | undefined;
  /** Whether an administrator has closed it: it can be read, and no one writes. */
  isArchived?: boolean | undefined;
  /** Missing unless the user is muted in it. */
  mute?: Mute | undefined;
  /** Whether the user writes in it although it is locked. */
  hasVoice?: boolean | undefined;
  /** Members whose hands are raised, those that were raised first; missing means none. */
  raisedHands?: RaisedHand[] | undefined;
}
/** The private conversation of the user and one other person. */
export interface Direct extends Progress {
  /** Tells a private conversation from a room. */
  kind: "direct";
  /** The other person. */
  peer: Person;
}

/** A room that the user was asked into. Until they accept, this is all that they see of it [P90]. */
export const invitation = v.object({
  conversationId,
  ...looks,
  isPrivate: v.boolean(),
  /** When the user was told. */
  memberCount: count,
  /** The inviter. Of several, first those whom the user knows, then the one who asked first. */
  by: person,
  /** When they asked. */
  at: time,
});
/** A room that the user was asked into. Until they accept, this is all that they see of it [P90]. */
export interface Invitation {
  /** The room's id. */
  conversationId: string;
  /** The room's name. */
  name: string;
  /** What the room is for; missing where its owner wrote nothing. */
  description?: string | undefined;
  /** One emoji that stands for the room; missing where its owner chose none. */
  emoji?: string | undefined;
  /** The room's picture, for `pictureAddress`; missing where its owner chose none. */
  picture?: string | undefined;
  /** Whether one has to be invited to see the room. */
  isPrivate: boolean;
  /** How many members the room had when the user was told. */
  memberCount: number;
  /** The inviter. Of several, first those whom the user knows, then the one who asked first. */
  by: Person;
  /** When they asked: milliseconds since 1970-01-01 UTC, by the server's clock. */
  at: number;
}

/** A public room in the directory. */
export const listedRoom = v.object({ id: conversationId, ...looks, memberCount: count, isMember: v.boolean() });
/** A public room in the directory. */
export interface ListedRoom {
  /** The room's id, for `join`. */
  id: string;
  /** Its name. */
  name: string;
  /** What it is for; missing where its owner wrote nothing. */
  description?: string | undefined;
  /** One emoji that stands for it; missing where its owner chose none. */
  emoji?: string | undefined;
  /** Its picture, for `pictureAddress`; missing where its owner chose none. */
  picture?: string | undefined;
  /** How many members it has. */
  memberCount: number;
  /** Whether the user is one of them. */
  isMember: boolean;
}
